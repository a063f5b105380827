# ruff: noqa: SIM905 (long lists of words are data here)
"""Address tricks by the hundred, as data.

The ideas are those of SSRF test collections; hosts and notations are made here. ``PUBLIC_NAMES`` and
``INSIDE_NAMES`` are what the test's name server answers; every other name does not resolve.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Network

PRIVATE_V4_BLOCKS = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
    "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32"
).split()
PRIVATE_V6_BLOCKS = (
    "::/128 ::1/128 ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:2::/48 "
    "2001:10::/28 2001:20::/28 2001::/23 2001:db8::/32 2002::/16 3fff::/20 4000::/3 5f00::/16 fc00::/7 fd00::/8 "
    "fe80::/10 fec0::/10 ff00::/8 ff02::1/128 e000::/4"
).split()
METADATA = ("169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "169.254.170.2")
INSIDE = ("127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "0.0.0.0", *METADATA)

PUBLIC_V4 = (
    "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 23.192.0.1 52.95.110.1 93.184.216.34 99.84.1.1 100.63.255.255 100.128.0.0 "
    "126.255.255.255 128.0.0.0 144.1.1.1 151.101.1.69 168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 "
    "172.15.255.255 172.32.0.0 185.60.216.35 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 "
    "192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 "
    "212.1.1.1 223.255.255.255"
).split()
PUBLIC_V6 = (
    "2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1 2400:cb00::1 2606:4700:4700::1111 "
    "2607:f8b0:400a:807::200e 2620:fe::fe 2800:3f0::1 2a00:1450::1 2a03:2880::1 2c0f:fb50::1 3000::1 3ffe:ffff::1 "
    "3fff:1000::1"
).split()

PUBLIC_NAMES = {
    "shop.example": ["93.184.216.34"],
    "two.example": ["93.184.216.34", "2606:4700:4700::1111"],
    "six.example": ["2606:4700:4700::1111"],
    "xn--pgbep1f.example": ["93.184.216.34"],
    "xn--mnchen-3ya.example": ["93.184.216.34"],
    "my_shop.example": ["93.184.216.34"],
    "a-.example": ["93.184.216.34"],
    "10.0.0.1.example": ["93.184.216.34"],
    "localhost.example": ["93.184.216.34"],
    "127.example": ["93.184.216.34"],
}
INSIDE_NAMES = {
    "127.0.0.1.nip.example": ["127.0.0.1"],
    "localtest.example": ["127.0.0.1"],
    "localhost": ["::1", "127.0.0.1"],
    "localhost.localdomain": ["127.0.0.1"],
    "ip6-localhost": ["::1"],
    "metadata.google.internal": ["169.254.169.254"],
    "kubernetes.default.svc": ["10.96.0.1"],
    "redis": ["172.18.0.2"],
    "mixed.example": ["93.184.216.34", "10.0.0.1"],
    "mixed6.example": ["93.184.216.34", "fd00::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "zoned.example": ["fe80::1%1"],
    **{f"inside{n}.example": [address] for n, address in enumerate(INSIDE)},
}


def notations(address: str) -> list[str]:
    """All the ways to write an IPv4 address that ``inet_aton`` reads, and IPv6 addresses that lead to it."""
    packed = int(IPv4Address(address))
    a, b, c, d = packed.to_bytes(4)
    low = f"{packed >> 16:x}:{packed & 0xFFFF:x}"
    circled = "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(x)] if x.isdigit() else "。" for x in address)
    wide = "".join(chr(ord(x) + 0xFEE0) for x in address)
    return [
        address,
        f"{address}.",
        f"{packed}",
        f"0x{packed:x}",
        f"0X{packed:08X}",
        f"0{packed:o}",
        f"{a}.{packed & 0xFFFFFF}",
        f"{a}.{b}.{packed & 0xFFFF}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"00000{a:o}.{b}.0x{c:x}.{d}",
        f"0x{a:x}.{b}.0{packed & 0xFFFF:o}",
        circled,
        wide,
        f"%{ord(address[0]):x}{address[1:]}",
        address.replace(".", "%2e"),
        address.replace(".", "。"),
        f"[::ffff:{address}]",
        f"[::ffff:{low}]",
        f"[0:0:0:0:0:FFFF:{address}]",
        f"[::{address}]",
        f"[::ffff:0:{address}]",
        f"[64:ff9b::{address}]",
        f"[64:ff9b:1::{low}]",
        f"[2002:{low}::]",
        f"[2002:{low}::1]",
        f"[2001:0:4136:e378:8000:63bf:{~packed >> 16 & 0xFFFF:x}:{~packed & 0xFFFF:x}]",
    ]


def _edges(block: str) -> list[str]:
    network = IPv4Network(block)
    return sorted({str(network[0]), str(network[network.num_addresses // 2]), str(network[-1])})


def _edges6(block: str) -> list[str]:
    network = IPv6Network(block)
    return sorted({f"[{network[0]}]", f"[{network[network.num_addresses // 2]}]", f"[{network[-1]}]"})


WRITTEN_OTHERWISE = r"""
http://user@127.0.0.1/
http://93.184.216.34@127.0.0.1/
http://127.0.0.1@93.184.216.34/
http://shop.example:80@10.0.0.1/
http://127.1.1.1:80\@127.2.2.2:80/
http://127.1.1.1:80\@@127.2.2.2:80/
http://127.1.1.1:80:\@@127.2.2.2:80/
http://127.1.1.1:80#\@127.2.2.2:80/
http://shop.example\@127.0.0.1/
http://shop.example\.127.0.0.1/
http:\\127.0.0.1/
http:/\127.0.0.1/
http:///127.0.0.1/
http:/127.0.0.1/
http:127.0.0.1
http:127.0.0.1/
//127.0.0.1/
127.0.0.1
127.1:80
0://shop.example:80;http://127.0.0.1:80/
http://[::1]:80/
http://[::]/
http://[::1%25lo]/
http://[::1%lo]/
http://0000::1:80/
http://::1/
http://[0:0:0:0:0:0:0:1]/
http://[::0001]/
http://[127.0.0.1]/
http://[v1.127.0.0.1]/
http://127.0.0.1:22/
http://127.0.0.1:00080/
http://127.0.0.1:+80/
http://localhost:11211/
http://shop.example:22/
http://shop.example:6379/
http://shop.example:8080/
http://shop.example:0/
http://shop.example:65536/
http://shop.example:-1/
http://shop.example:80x/
http://shop.example:8o/
http://0/
http://0x0/
http://00/
http://0.0/
http://0.0.0/
http://127.0.1.3/
http://127.127.127.127/
http://127.255.255.254/
http://①②⑦.⓪.⓪.①/
http://１２７。０。０。１/
http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
http://LOCALHOST/
http://localhost./
http://%6c%6f%63%61%6c%68%6f%73%74/
http://loc%61lhost/
http://127.0.0.1%2f@shop.example/
http://127.0.0.1%00.shop.example/
http://shop.example%00@127.0.0.1/
http://shop.example%0d%0a.127.0.0.1/
http://127%2E0%2E0%2E1/
http://%31%32%37.1/
http://%2531%2532%2537.1/
http://127.0.0.1%23.shop.example/
http://127.0.0.1%3F.shop.example/
http://127.0.0.1%20/
http://a℀127.0.0.1/
http://shop.example／@127.0.0.1/
http://127.0.0.1：80/
http://*/
http://shop$ample.example/
http://-/
http://./
http://../
http://.../
http://
https://
http://?
http://#
http://:80/
http://@/
http://:@/
file:///etc/passwd
file://localhost/etc/passwd
file://\/\/etc/passwd
ftp://93.184.216.34/
sftp://shop.example/
gopher://127.0.0.1:6379/_INFO
dict://127.0.0.1:11211/stats
ldap://127.0.0.1/
tftp://shop.example:12346/x
jar:http://127.0.0.1!/
netdoc:///etc/passwd
data:text/html,x
javascript:alert(1)
about:blank
view-source:http://shop.example/
ws://shop.example/
unix:/var/run/docker.sock
http+unix://%2Fvar%2Frun%2Fdocker.sock/info
blob:http://shop.example/x
vbscript:x
phar://x
http://unknown.example/
http://999.999.999.999/
http://256.256.256.256/
http://1.2.3.4.5/
http://0xg.1/
http://4294967296/
http://99999999999/
http://-1/
http://127.0.0.-1/
http://08.8.8.8/
http://127..1/
http://[::1]]/
http://[[::1]]/
http://[]/
http://[::1]shop.example/
http://shop.example[::1]/
http://xn--/
http://metadata.google.internal/computeMetadata/v1/
""".split("\n")[1:-1]
WITH_WHITE_SPACE = [
    "http://127.0.0.1\t/",
    "http://\t127.0.0.1/",
    "ht\ntp://127.0.0.1/",
    "http://127.0.0.1\r\n/",
    "http://shop.example/\r\nHost: 127.0.0.1",
    "http://shop.example/\0",
    "http://1.1.1.1 &@2.2.2.2# @3.3.3.3/",
    "http://shop.example /",
    "http://shop .example/",
    "http://shop.example\x0b/",
    "http://\u00ad/",
    "http://shop.example/" + "a" * 2048,
]

REFUSED = [
    *(f"http://{host}/" for address in INSIDE for host in notations(address)),
    *(f"https://{host}/" for address in ("127.0.0.1", "169.254.169.254") for host in notations(address)),
    *(f"http://{host}/" for block in PRIVATE_V4_BLOCKS for host in _edges(block)),
    *(f"http://{host}/" for block in PRIVATE_V6_BLOCKS for host in _edges6(block)),
    *(f"http://{name}/" for name in INSIDE_NAMES),
    *WRITTEN_OTHERWISE,
    *WITH_WHITE_SPACE,
]
ALLOWED = [
    *(
        f"http://{host}/lamp"
        for address in ("93.184.216.34", "8.8.8.8")
        for host in notations(address)
        if "[" not in host
    ),
    *(f"https://{host}/" for host in PUBLIC_V4),
    *(f"http://[{host}]/" for host in PUBLIC_V6),
    *(f"https://{name}/" for name in PUBLIC_NAMES),
    "http://shop.example:80/",
    "http://shop.example:443/",
    "https://shop.example:80/",
    "http://shop.example:/",
    "http://shop.example:00080/",
    "https://SHOP.Example./lamp?a=http://127.0.0.1/#http://10.0.0.1",
    "https://shop.example/http://127.0.0.1/",
    "https://shop.example/%00%0d%0a",
    "https://shop.example/@127.0.0.1",
    "https://shop.example?@127.0.0.1/",
    "https://shop.example#@127.0.0.1/",
    "https://shop.example/a b",
    "https://متجر.example/مصباح",
    "https://MÜNCHEN.example/",
    "https://ⓢⓗⓞⓟ.example/",
    "https://sh%6fp.example/",
    "http://010.8.8.8/",
    "shop.example/lamp",
    "//shop.example/lamp",
    "  https://shop.example/lamp  ",
]
