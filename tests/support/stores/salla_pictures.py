"""Pictures of products at the local Salla, and how it answers."""

from typing import Any

from tests.support.stores.common import Call, Part, Reply, StoreServer, image_type

REQUIRED = "هذا الحقل مطلوب"


def good(data: Any, status: int = 200) -> Reply:
    return Reply(status, {"status": status, "success": True, "data": data})


def error(status: int, code: str, message: str, fields: dict[str, list[str]] | None = None) -> Reply:
    error: dict[str, Any] = {"code": code, "message": message} | ({"fields": fields} if fields else {})
    return Reply(status, {"status": status, "success": False, "error": error})


def _uploaded(image: dict[str, Any]) -> Reply:
    data = {"id": image["id"], "image": {"original": {"url": image["url"]}}, "sort": image["sort"]}
    return good(data | {"default": image["main"], "alt_seo": image["alt"], "type": "image"}, 201)


class SallaPictures(StoreServer):
    """What is asked of pictures. ``products`` are the store's."""

    products: dict[int, dict[str, Any]]
    image_limit_bytes = 5 * 1024 * 1024

    def _add_image(self, product: dict[str, Any], call: Call) -> Reply:
        if len(product["images"]) >= 10:
            return error(422, "error", "alert.invalid_fields", {"photo": ["الحد الأقصى 10 صور"]})
        wrong = self._wrong_photo(call.form)
        if wrong:
            return wrong
        image = self._image(call.form, len(product["images"]) + 1)
        product["images"].append(image)
        product["images"].sort(key=lambda each: each["sort"])
        return _uploaded(image)

    def _update_image(self, call: Call, pk: str) -> Reply:
        """The picture itself must come with it, whatever is to change."""
        for product in self.products.values():
            for image in product["images"]:
                if image["id"] != int(pk):
                    continue
                wrong = self._wrong_photo(call.form)
                if wrong:
                    return wrong
                image |= self._image(call.form, image["sort"]) | {"id": image["id"]}
                product["images"].sort(key=lambda each: each["sort"])
                return _uploaded(image)
        return error(404, "not_found", "الصورة غير موجودة")

    def _wrong_photo(self, form: dict[str, str | Part]) -> Reply | None:
        photo = form.get("photo")
        if isinstance(photo, Part) and (not image_type(photo.content) or len(photo.content) > self.image_limit_bytes):
            return error(422, "error", "alert.invalid_fields", {"photo": ["الملف ليس صورة صالحة"]})
        if not photo and not form.get("original"):
            return error(422, "error", "alert.invalid_fields", {"photo": [REQUIRED]})
        return None

    def _image(self, form: dict[str, Any], number: int) -> dict[str, Any]:
        pk = self.new_id()
        url = form.get("original") or f"https://cdn.salla.sa/{pk}.png"
        sort, main = int(form.get("sort") or number), form.get("main", form.get("default")) in (True, "1", "true")
        return {"id": pk, "url": url, "alt": form.get("alt", ""), "sort": sort, "main": main, "type": "image"}

    def add_picture(self, product: dict[str, Any], *, sort: int) -> None:
        """The merchant does so by hand."""
        own = {"id": 1, "url": "https://cdn.salla.sa/theirs.png", "alt": "", "sort": sort, "main": False}
        product["images"].append(own)

    def _remove_image(self, call: Call, pk: str) -> Reply:
        for product in self.products.values():
            kept = [each for each in product["images"] if each["id"] != int(pk)]
            if len(kept) < len(product["images"]):
                product["images"] = kept
                return good({"code": 202}, 202)
        return error(404, "not_found", "الصورة غير موجودة")
