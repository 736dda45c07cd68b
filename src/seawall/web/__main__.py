"""``python -m seawall.web`` prints the description of the API, from which the dashboard's types are made."""

from __future__ import annotations

import json

from seawall.web.application import api_description

if __name__ == "__main__":
    print(json.dumps(api_description(), indent=1, ensure_ascii=False))
