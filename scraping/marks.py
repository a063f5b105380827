"""How challenge, block, login and "not found" pages look: tables for ``scraping.verdict``.

Marks stand on the guard's own page and never on an ordinary page that the guard merely watches
(Cloudflare's ``/cdn-cgi/challenge-platform/scripts/jsd`` and DataDome's ``tags.js`` are on ordinary pages).
"""

import re

from scraping.text.needles import Words
from scraping.text.patterns import one_of_any_case

CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge"),  # Cloudflare
    ("x-amzn-waf-action", "c"),  # AWS WAF: "challenge" or "captcha"
    ("x-vercel-mitigated", "challenge"),
)

CHALLENGE_TITLE = one_of_any_case(r"""
    just a moment(\W*$|\.\.|…|\s*\|)|attention required!?\s*\|\s*cloudflare|robot check$|robot or human\??$
    |bot or not\??$|challenge page$|antibot challenge|are you a robot|security (challenge|measure)$
    |pardon our interruption|are you (a )?(human|robot)|access to this page has been denied|human verification$
    |(please )?verify(ing)? (that )?(you('re| are)|your) |security (check|verification)$|bot verification$
    |queue-it$|waiting room( |$)|warteraum$|shieldsquare captcha|captcha( |$)|checking your browser|ddos-guard$
    |vercel security checkpoint|your connection needs to be verified
    |one more step|client challenge$|radware (bot manager )?captcha|you are being redirected\.\.\.$
    |(un instant|(nur )?einen moment|un momento|um momento|bir dakika lütfen|один момент|لحظة|لحظه.?ای صبر کنید)
    .{0,12}(\.\.\.|…)$
    |(しばらくお待ちください|请稍候|请稍等|잠시만 기다리)[^|]{0,8}(\.\.\.|…)$
    |验证码(拦截)?$|滑动验证|安全验证$|京东验证$|проверка браузера$|ой! captcha
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
    b"ips.js?KP_UIDz",
    b"_____tmd_____/verify",
    b"baxia-punish",
    b"ddos-guard/js-challenge",
    b"/.well-known/sgcaptcha/",  # SiteGround
    b"/__qrator/",
    b"smartcaptcha.yandexcloud.net",
    b"sec-cpt-if",  # Akamai again
    b"bm-verify",
)

CAPTCHA_SCRIPTS = (
    b"window._pxAppId",  # on every page that HUMAN watches
    b"bobcmn",  # F5, the same
    b"awsWafCookieDomainList",
    b"arkoselabs.com",
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

HUMAN_WORDS = one_of_any_case(r"""
    (not|aren['’]t) a (ro)?bot|(you are|you['’]re|if you are|confirm|verify) (a )?human|unusual (traffic|activity)
    |verify yourself to continue|being rate limited|(kein|ein) (ro)?bot (sind|bist)|mensch (und kein|sind|bist)
    |(pas|être) un robot|êtes (bien )?(un )?humain|no (eres|es) un robot|(es|eres) (un (ser )?)?humano|não é um robô
    |(você|se) é humano|comportamento incomum|robot olmadığınızı|insan olduğunuz|не (ро)?бот|вы человек
    |подозрительн\w+ активность|ロボットではない|人間である|不是机器人|是否(为|是)真人|异常(流量|访问)
    |(请|請)(完成|按住|拖动).{0,8}(验证|滑块|拼图)|完成验证
    |로봇이 아닙|사람인지|비정상적인 (접근|요청)|ربات نیستید|انسان بودن|لست (روبوت|برنامج)|أنك (إنسان|بشري)
    |نشاطا? غير معتاد""")
"""What a guard's own page asks for, on pages that hold hardly a word more."""

CONSENT_TITLE = one_of_any_case(r"""
    ^\W*(before you continue( to [\w ]{1,30})?|bevor (sie|du) fortf(ahren|ährst)|avant de continuer|antes de continuar
    |prima di continuare|voordat je verdergaat|devam etmeden önce|прежде чем продолжить|続行する前に|继续之前
    |계속하기 전에|قبل المتابعة|قبل از ادامه)\W*$""")
"""Headings of walls of consent, whole: books begin like that."""

DENIED_TITLE = one_of_any_case(r"""
    (error )?(403|401)(?=\s*($|[-–—:|!.,(]|error|forbidden|unauthori[sz]ed|access|ممنوع))|forbidden$
    |access (is |has been )?denied(?=\s*($|[-–—:|!.,(]))|(sorry, )?you have been blocked
    |request blocked
    |blocked$|zugriff verweigert|accès (refusé|interdit)|acceso denegado|accesso negato|acesso negado
    |toegang geweigerd
    |доступ (запрещен|ограничен)|تم رفض الوصول|الوصول مرفوض|غير مصرح|アクセスが拒否|访问被拒绝|erişim engellendi
    |error 1\d{3}\b(?=.*\|)|your access to this site has been limited|451\b.{0,3}\s*unavailable
    |(sorry,?\s*)?(this|our|the) (site|store|shop|website|page) is (currently )?(not available
    |unavailable) in your (country|region|area)
    |(sorry[,!]?\s+)?(we are|we['’]re)?\s*(currently\s+)?(not|un)\s?available in your (country|region|area)
    |(عذرا[،,]?\s+)?(المتجر|الموقع)?\s*غير (متاح|متوفر) في (بلدك|منطقتك|دولتك)
    |(お住まい|ご利用)の地域からは|(dieser shop|diese seite) ist in (deinem|ihrem) land nicht
    |(ce site|cette boutique) n['’]est pas disponible dans votre
    |(esta tienda|este sitio) no está disponible en (tu|su) país|(сайт|магазин) недоступен в вашем
    |(seu )?acesso (foi )?bloqueado|접속이 (제한|차단)|접근이 (차단|거부|제한)|دسترسی شما محدود|.{0,14}دسترسی غیرمجاز
    |ممنوع (الوصول|الدخول)$|الوصول ممنوع
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
    |(product|item|page)\s+no\s+longer\s+exists|^this\s+(listing|auction|offer|ad)\s+(has\s+)?(ended|expired)\b
    |^(sorry[,!.]?\s+)?this\s+(product|item)\s+is\s+(currently\s+)?unavailable\W*$
    |^(der|dieser|das|dieses)\s+(artikel|produkt)\s+(ist|wurde|wird)\s+(leider\s+)?(nicht\s+mehr|entfernt)
    |seite\s+existiert\s+nicht|seite\s+gibt\s+es\s+nicht|seite\s+konnte\s+nicht\s+gefunden|^(ce|le|cet)\s+(produit|article)\s+n['’]est\s+(malheureusement\s+)?plus
    |^(este|el)\s+(producto|artículo)\s+ya\s+no\b|^(este|o)\s+produto\s+(já\s+)?não\s+está\s+mais
    |^(questo|il)\s+(prodotto|articolo)\s+non\s+è\s+più|no\s+(encontramos|existe|hemos\s+encontrado)\s+(la|esta)\s+página
    |^((عذرا|عذراً|نعتذر|للأسف)[،,]?\s+)?(هذا\s+)?المنتج\s+(لم\s+يعد|غير\s+موجود|محذوف|تم\s+حذف)
    |^bu\s+ürün\s+artık|товар\s+(больше\s+не|снят\s+с\s+продажи|удал[её]н)
    |この商品は(現在)?(販売を?終了|取り扱)|ページは(存在しま|見つかり)|商品不存在|该商品已(下架|不存在)
    |판매(가\s*)?(종료|중지)된\s*상품|존재하지\s*않는\s*(상품|페이지)
    |این\s+(محصول|کالا)\s+(دیگر\s+)?(موجود\s+نیست|حذف)|(محصول|کالا)\s+مورد\s+نظر\s+.{0,10}(یافت|پیدا)\s+نشد
    |seite\s+(wurde\s+)?nicht\s+gefunden|produkt\s+(wurde\s+)?nicht\s+gefunden
    |page\s+((est\s+)?introuvable|non\s+trouvée|n['’]existe)
    |produit\s+introuvable|página\s+no\s+(encontrada|existe|se\s+encuentra)|producto\s+no\s+encontrado
    |pagina\s+non\s+trovata
    |prodotto\s+non\s+trovato|página\s+não\s+(encontrada|existe)|produto\s+não\s+encontrado|pagina\s+niet\s+gevonden
    |sayfa\s+bulunamadı|ürün\s+bulunamadı|страница\s+не\s+найдена|(такой|этой)\s+страницы\s+(нет|не)|товар\s+не\s+найден
    |strona\s+nie\s+(została\s+)?znaleziona
    |sidan\s+(hittades\s+inte|kunde\s+inte\s+hittas)|siden\s+(blev\s+)?ikke\s+fundet|stránka\s+nenalezena
    |صفحه\s+(مورد\s+نظر\s+(شما\s+)?)?(یافت|پیدا)\s+نشد
    |الصفحة\s+.{0,25}غير\s+(متوفرة|متاحة)|(الصفحة|المنتج|صفحة)\s+.{0,20}غير\s+موجودة?|لم\s+يتم\s+العثور\s+على\s+(الصفحة|المنتج)|ページが見つかりません|页面不存在
    |找不到(该|此)?(页面|商品)
    |페이지를\s+찾을\s+수\s+없""")

NOT_FOUND_WORDS = Words((
    "404", "found", "exist", "find", "longer", "been", "gone", "ended", "expired", "unavailable", "nicht", "entfernt",
    "plus", "producto", "artículo", "produto", "prodotto", "articolo", "página", "pagina", "introuvable", "trouvée",
    "المنتج", "صفحة", "العثور", "محصول", "کالا", "صفحه", "ürün", "bulunamad", "товар", "страниц", "この商品", "ページ",
    "不存在", "该商品", "找不到", "판매", "존재하지", "페이지를", "strona", "sidan", "siden", "stránka",
))  # fmt: skip
"""Words of which each such title holds one, in lower case."""

LOGIN_TITLE = one_of_any_case(r"""
    ^(please\s+)?(log|sign)[\s-]?in\b(?=\s*($|[-–—|:,./&»]|to\b|or\b|and\b|page\b|here\b|required\b))|\b(log
    |sign)[\s-]?in\s*$|^customer login|^member login|^anmelden|^einloggen
    |^connexion|^se connecter
    |^iniciar sesión|^accedi|^iniciar sessão|^entrar\b|^inloggen|^giriş yap|^войти|^вход|^تسجيل الدخول|^دخول|^ログイン
    |^登录|^로그인|ورود به""")
LOGIN_PATH = re.compile(r"/(account/)?(log-?in|sign-?in|signin|password|auth)([/?#.]|$)", re.IGNORECASE)

SHOPS_OWN_TITLE = one_of_any_case(r"""
    ^\W*((our |my |your )?(deliver(y|ies)|shipping)( (and|&) returns?| (info|information|policy|costs?))?
    |returns?( policy)?|(ups|oops|oups|hoppla|oeps|hoppsan|упс|عذرا|sorry)\b.*
    |terms (and|&) conditions|terms of (use|service|sale)|privacy( policy)?|faqs?|help|contact( us)?|about( us)?
    |careers?|jobs|store (finder|locator)|size guide|gift ?card balance|(thank you|thanks) for your order
    |order confirm(ed|ation)|your (cart|basket|bag) is empty|track (my |your )?order|press( releases?)?( ?:.*)?
    |agb|versand(kosten)?( und .{3,20})?|lieferung|widerruf(srecht)?|impressum|datenschutz|über uns|kontakt|karriere
    |livraison( et retours)?|retours|mentions légales|cgv|qui sommes-nous|nous contacter
    |envíos?( y devoluciones)?|gastos de envío|devoluciones|aviso legal|contacto|entrega|trocas e devoluções|frete
    |spedizion[ei]|resi|termini e condizioni|kargo( ve iade)?|teslimat|iade|iletişim|hakkımızda
    |доставка( и оплата)?|оплата|возврат|контакты|о (нас|компании)
    |(سياسة )?(الشحن|الاسترجاع|الخصوصية|التوصيل)( و.{3,20})?|تكلفة الشحن|الشروط والأحكام|اتصل بنا|من نحن|تتبع طلبك
    |(هزینه |شرایط )?ارسال|قوانین و مقررات|تماس با ما|درباره ما
    |送料(について)?|配送について|特定商取引法.{0,12}|お問い合わせ|会社概要|配送(说明|政策)|退换货(政策)?|关于我们|联系我们
    |배송( 안내)?|교환.{0,3}반품|이용약관|회사소개)\W*$""")
"""Headings of what shops say of themselves, whole. Looked at only where nothing says that something is for sale."""

SHOPS_OWN_PATH = re.compile(
    r"/(polic(y|ies)|terms|privacy|faqs?|help|support|contact|about|careers?|jobs|press|blogs?|news|store-?(finder|locator)"
    r"|checkout|cart|basket|order-(confirmation|status)|agb|impressum|versand|livraison|datenschutz)(/|\.html?$|$)",
    re.IGNORECASE,
)
