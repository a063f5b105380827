// Told to the page again and again while it builds itself: is the product there, and does anything still change?
() => {
    const body = document.body;
    const text = body ? body.innerText : "";
    const codes = "SAR|AED|KWD|QAR|BHD|OMR|EGP|USD|EUR|GBP|CHF|TRY|INR|JOD|MAD|zł|kr|TL|Kč|Ft|lei|Rp|руб|円|元|원";
    const arabic = "ريال|درهم|دينار|جنيه|تومان|ر\\.?\\s?س|د\\.?\\s?[إك]|ج\\.?\\s?م";
    const sign = `(?:[$€£¥₹₺₽₩₫฿₪₴₸﷼\\u20c1]|${codes}|${arabic})`;
    const digit = "\\d٠-٩۰-۹";
    const money = new RegExp(`${sign}\\s?[${digit}]|[${digit}][${digit}.,٫٬\\s]{0,20}${sign}`);
    const told = [...document.querySelectorAll('script[type="application/ld+json"]')].some(
        (script) => /"Product(Group)?"/.test(script.textContent) && /"(low)?price"/i.test(script.textContent),
    );
    const marked = document.querySelector('[itemprop="price"], meta[property$="price:amount"]');
    const heading = [...document.querySelectorAll("h1")].some((one) => one.innerText.trim());
    return {
        isThere: Boolean(heading && (told || marked || money.test(text.slice(0, 20000)))),
        size: document.getElementsByTagName("*").length + text.length,
        isParsed: document.readyState !== "loading",
    };
}
