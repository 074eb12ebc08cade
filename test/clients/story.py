"""What Python integrations send with the standard library: urlencode with True and False in it, JSON, multipart by hand."""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

base, key, file = sys.argv[1:]


def call(method, path, fields=None, body=None, headers={}):
    if fields is not None:
        body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(base + path, data=body, method=method, headers={"X-Api-Key": key, **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read()) if "json" in answer.headers["Content-Type"] else answer.read().decode("latin1")
    except urllib.error.HTTPError as refusal:
        return json.loads(refusal.read())


room = call("POST", "/conferences", {
    "name": "Pythön", "room_type": "meeting", "permanent_room": True, "access_type": 2, "password": "p&ss wörd",
    "lobby_enabled": False, "settings[show_on_personal_page]": "False", "registration[enabled]": True,
})["room"]
path = "/conferences/%d" % room["id"]
as_json = {"Content-Type": "application/json"}
changed = call("PUT", path, body=json.dumps({"name": "Changed", "settings": {"phonegateway_enabled": False}}).encode(), headers=as_json)
login = call("POST", path + "/room/autologin_hash", {"email": "p@example.com", "nickname": "P", "role": "listener", "password": "p&ss wörd"})
wrong = call("POST", path + "/room/autologin_hash", {"email": "p@example.com", "nickname": "P", "role": "listener", "password": "x"})
registered = call("POST", path + "/registration", {"registration[1]": "P", "registration[2]": "Q", "registration[3]": "p@example.com"})
invited = call("POST", path + "/invitation/email/en", [("attendees[][email]", "a@example.com"), ("attendees[][email]", "b@example.com")])
boundary = "----python"
part = '--%s\r\nContent-Disposition: form-data; name="uploaded"; filename="notes.txt"\r\nContent-Type: text/plain\r\n\r\n' % boundary
content = part.encode() + open(file, "rb").read() + ("\r\n--%s--\r\n" % boundary).encode()
uploaded = call("POST", "/file-library/", body=content, headers={"Content-Type": "multipart/form-data; boundary=" + boundary})
downloaded = call("GET", "/file-library/%d/download" % uploaded["id"])
# Text in the place of a body, as the vendor's own client sends it.
sessions = call("GET", "/conferences/10005/sessions.json", body=b"None")
deleted = call("DELETE", path, body=b"None")
print(json.dumps({name: globals()[name] for name in (
    "room", "changed", "login", "wrong", "registered", "invited", "uploaded", "downloaded", "sessions", "deleted")}))
