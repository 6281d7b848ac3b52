"""Settings of the running stack, kept so that commands such as `chungtay dead-letters list` find its servers."""

import json
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from chungtay.stack.cluster import MEMBERS, OF_A_CLUSTER
from chungtay.stack.layout import CHECKOUT, Layout
from chungtay.stack.ports import PORTS_OF_THE_CLUSTER
from chungtay.stack.private_files import write_private
from chungtay.stack.processes import PROCESSES
from chungtay.stack.secrets import SECRET_KEY, Secrets
from runtime import bucket_settings

PASSED_ON = (
    "CHUNGTAY_DB_PREFIX", "CHUNGTAY_LOG_LEVEL", "CHUNGTAY_CRASH_AT", "CHUNGTAY_GATEWAY_WORKERS",
    "CHUNGTAY_TRUSTED_PROXIES", "CHUNGTAY_PUBLIC_URL", "CHUNGTAY_SMTP_URL", "CHUNGTAY_MAIL_FROM",
    "CHUNGTAY_WEBHOOKS_TO_LOOPBACK", "CHUNGTAY_WEBHOOK_RETRY_SECONDS", "CHUNGTAY_WEBHOOK_TRIES",
    "CHUNGTAY_MOST_IN_OUTBOX", PROCESSES, MEMBERS,
)
"""What a user may set and every process gets as it is."""


OF_ONE_KIND = {
    "gateway": (
        "CHUNGTAY_WEBHOOK_SECRETS", "CHUNGTAY_OIDC_ISSUER", "CHUNGTAY_OIDC_CLIENT_ID", "CHUNGTAY_OIDC_CLIENT_SECRET",
        "CHUNGTAY_OIDC_CLAIM", "CHUNGTAY_OIDC_NAME",
    ),
    "monitoring": bucket_settings.NAMES,
}
"""What a user may set and only processes of this kind get, because secrets are among it; written to no file of ours
that commands read."""


def keep_for_commands(layout: Layout, environ: Mapping[str, str]) -> None:
    """Write the settings to `<home>/run/stack.json`, readable by the owner only: addresses may hold passwords."""
    write_private(_file(layout.home), json.dumps(dict(environ), indent=1, sort_keys=True))


def mean_the_cluster(environ: MutableMapping[str, str]) -> None:
    """Fill in, where the user has not said otherwise, what keeps the cluster (`chungtay --cluster …`) apart from
    the stack of `make up`: both may run at the same time."""
    environ.setdefault("CHUNGTAY_HOME", str(CHECKOUT / ".chungtay-cluster"))
    environ[MEMBERS] = str(OF_A_CLUSTER)
    for name, value in PORTS_OF_THE_CLUSTER.to_environ().items():
        environ.setdefault(name, value)


def adopt(environ: MutableMapping[str, str]) -> None:
    """Fill in settings that `environ` lacks from the stack last started in this checkout's home, if there is one."""
    home = Path(environ.setdefault("CHUNGTAY_HOME", str(CHECKOUT / ".chungtay")))
    try:
        kept = json.loads(_file(home).read_text())
    except (OSError, ValueError):
        return
    kept.pop("PYTHONUNBUFFERED", None)
    if key := Secrets(home).read().get(SECRET_KEY):
        kept[SECRET_KEY] = key
    for name, value in kept.items():
        environ.setdefault(name, value)


def _file(home: Path) -> Path:
    return home / "run" / "stack.json"
