"""How challenge, block, login and "not found" pages look: tables for ``scraping.verdict``.

Marks stand on the guard's own page and never on an ordinary page that the guard merely watches
(Cloudflare's ``/cdn-cgi/challenge-platform/scripts/jsd`` and DataDome's ``tags.js`` are on ordinary pages).
"""

import re

from scraping.text.patterns import one_of_any_case

CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge"),  # Cloudflare
    ("x-amzn-waf-action", "c"),  # AWS WAF: "challenge" or "captcha"
    ("x-vercel-mitigated", "challenge"),
)

CHALLENGE_TITLE = one_of_any_case(r"""
    just a moment(\W*$|\.\.|…|\s*\|)|attention required!?\s*\|\s*cloudflare|robot check$|robot or human\??$
    |bot or not\??$
    |pardon our interruption|are you (a )?(human|robot)|access to this page has been denied|human verification$
    |(please )?verify(ing)? (that )?(you('re| are)|your) |security (check|verification)$|bot verification$
    |queue-it$|waiting room( |$)|shieldsquare captcha|captcha( |$)|checking your browser|ddos-guard$
    |vercel security checkpoint
    |one more step|client challenge$|radware (bot manager )?captcha|you are being redirected\.\.\.$
    |(un instant|einen moment|un momento|um momento|bir dakika lütfen|لحظة)\b.{0,12}(\.\.\.|…)$|验证码|滑动验证页面
    |تحقق من أنك إنسان|challenge validation$|amazon captcha|too many requests$|bot detection""")

CHALLENGE_MARKS = (
    b"_cf_chl_opt",
    b'id="cf-challenge',
    b"cf-browser-verification",
    b'class="cf-turnstile-wrapper',
    b"geo.captcha-delivery.com",  # DataDome
    b"ct.captcha-delivery.com",
    b'id="px-captcha"',  # PerimeterX / HUMAN
    b"id='px-captcha'",
    b"window._pxAppId",
    b"/_Incapsula_Resource?CWUDNSAI",  # Imperva
    b"Request unsuccessful. Incapsula incident ID",
    b"sec-if-cpt-container",  # Akamai
    b"triggerInterstitialChallenge",
    b"/errors/validateCaptcha",  # Amazon
    b"opfcaptcha.amazon",
    b"window.gokuProps",  # AWS WAF
    b"sucuri_cloudproxy_js",
    b"window.KPSDK",  # Kasada
    b"_____tmd_____/punish",  # AliExpress, Taobao
    b"distil_r_captcha",
    b'id="vercel-challenge',
    b"ddos-guard/js-challenge",
    b"/.well-known/sgcaptcha/",  # SiteGround
    b"bobcmn",  # F5
)

CAPTCHA_SCRIPTS = (
    b"g-recaptcha",
    b"h-captcha",
    b"hcaptcha.com/1/api.js",
    b"cf-turnstile",
    b"challenges.cloudflare.com/turnstile",
    b"recaptcha/api.js",
    b"_Incapsula_Resource",
    b"awswaf.com",
    b"friendly-challenge",
    b"geetest",
    b"aliyun-captcha",
    b"AwsWafCaptcha",
    b"/_sec/cp_challenge",
    b"static.queue-it.net",
)

DENIED_TITLE = one_of_any_case(r"""
    (error )?(403|401)(?=\s*($|[-–—:|!.,(]|error|forbidden|unauthori[sz]ed|access|ممنوع))|forbidden$
    |access (is |has been )?denied(?=\s*($|[-–—:|!.,(]))|(sorry, )?you have been blocked
    |request blocked
    |blocked$|zugriff verweigert|accès (refusé|interdit)|acceso denegado|accesso negato|acesso negado
    |toegang geweigerd
    |доступ (запрещен|ограничен)|تم رفض الوصول|الوصول مرفوض|غير مصرح|アクセスが拒否|访问被拒绝|erişim engellendi
    |(sorry,?\s*)?(this|our|the) (site|store|shop|website|page) is (currently )?(not available
    |unavailable) in your (country|region|area)
    |ممنوع (الوصول|الدخول)|الوصول ممنوع
    |the request could not be satisfied""")

NOT_FOUND_TITLE = one_of_any_case(r"""^(error\s*)?404\s*($|[-–—:|!.,(]|error|not|page|seite|página)|\b404\s*[-–:
    |]?\s*(error|not found|page|-?\s*file)
    |\b(error|fehler|erreur|errore|erro|خطأ)\s*404\b
    |\b(page|product|item|listing)\s+(was\s+|is\s+|could\s+not\s+be\s+|cannot\s+be\s+
    |can['’]t\s+be\s+)?not\s+(be\s+)?found\b(?=\s*($|[-–—|:.,!?(»]))
    |\b(page|product|item)\s+(can(no|['’])t|could\s*n[o'’]t|could\s+not|cannot)\s+be\s+found|^not found$
    |^page (doesn['’]t|does not) exist
    |we\s+(can['’]?t|cannot|couldn['’]?t|could\s+not)\s+find\s+(that|this|the)\s+(page|product|item)
    |^(sorry[,!.]?\s+)?(this|the)\s+(product|item|listing|page|article)(\s+you\s+.{5,40})?\s+(is|has)\s+
    (no\s+longer\s+(available|exists?|for\s+sale|sold)|been\s+(removed|discontinued|deleted)|gone)\b
    |(product|item|page)\s+no\s+longer\s+exists
    |^(der|dieser|das|dieses)\s+(artikel|produkt)\s+(ist|wurde|wird)\s+(leider\s+)?(nicht\s+mehr|entfernt)
    |seite\s+existiert\s+nicht|^(ce|le|cet)\s+(produit|article)\s+n['’]est\s+(malheureusement\s+)?plus
    |^(este|el)\s+(producto|artículo)\s+ya\s+no\b|^(este|o)\s+produto\s+(já\s+)?não\s+está\s+mais
    |^(questo|il)\s+(prodotto|articolo)\s+non\s+è\s+più|no\s+(encontramos|existe|hemos\s+encontrado)\s+la\s+página
    |^(هذا\s+)?المنتج\s+(لم\s+يعد|غير\s+موجود|محذوف|تم\s+حذف)|^bu\s+ürün\s+artık|товар\s+больше\s+не
    |この商品は(現在)?(販売を終了|取り扱)|お探しのページは見つかり|商品不存在|该商品已(下架|不存在)
    |seite\s+(wurde\s+)?nicht\s+gefunden|produkt\s+(wurde\s+)?nicht\s+gefunden
    |page\s+(introuvable|non\s+trouvée|n['’]existe)
    |produit\s+introuvable|página\s+no\s+(encontrada|existe|se\s+encuentra)|producto\s+no\s+encontrado
    |pagina\s+non\s+trovata
    |prodotto\s+non\s+trovato|página\s+não\s+(encontrada|existe)|produto\s+não\s+encontrado|pagina\s+niet\s+gevonden
    |sayfa\s+bulunamadı|ürün\s+bulunamadı|страница\s+не\s+найдена|товар\s+не\s+найден
    |strona\s+nie\s+(została\s+)?znaleziona
    |sidan\s+(hittades\s+inte|kunde\s+inte\s+hittas)|siden\s+(blev\s+)?ikke\s+fundet|stránka\s+nenalezena
    |صفحه\s+(مورد\s+نظر\s+)?(یافت|پیدا)\s+نشد
    |(الصفحة|المنتج|صفحة)\s+.{0,20}غير\s+موجودة?|لم\s+يتم\s+العثور\s+على\s+(الصفحة|المنتج)|ページが見つかりません|页面不存在
    |找不到(该|此)?(页面|商品)
    |페이지를\s+찾을\s+수\s+없""")

LOGIN_TITLE = one_of_any_case(r"""
    ^(please\s+)?(log|sign)[\s-]?in\b(?=\s*($|[-–—|:,./&»]|to\b|or\b|and\b|page\b|here\b|required\b))|\b(log
    |sign)[\s-]?in\s*$|^customer login|^member login|^anmelden|^einloggen
    |^connexion|^se connecter
    |^iniciar sesión|^accedi|^iniciar sessão|^entrar\b|^inloggen|^giriş yap|^войти|^вход|^تسجيل الدخول|^دخول|^ログイン
    |^登录|^로그인|ورود به""")
LOGIN_PATH = re.compile(r"/(account/)?(log-?in|sign-?in|signin|password|auth)([/?#.]|$)", re.IGNORECASE)
