"""One subscriber's deliveries, one after the other, in a thread of their own: whoever is slow keeps nobody waiting."""

from __future__ import annotations

import datetime as dt
import random
import threading

import orjson
from prometheus_client import Counter
from pymongo.errors import PyMongoError

from gateway import units
from gateway.webhooks import deliveries
from gateway.webhooks.public_events import within
from gateway.webhooks.queueing import ReadBySomebodyElse, take_in
from gateway.webhooks.rules import DEAD_IN_A_ROW, MOST_DEAD, Trying, verdict
from gateway.webhooks.sending import Answer, Wire
from gateway.webhooks.signing import SecretUnreadable, Vault, signed
from gateway.webhooks.store import DELIVERIES, SUBSCRIBERS, Db, Json
from messaging.crash_points import reach
from runtime.clock import utc_now
from runtime.logs import get_logger

IDLE_SECONDS = 5.0
PAUSE_AFTER_ERROR_SECONDS = 2.0
PRUNE_EVERY = 200

DELIVERIES_TOTAL = Counter("chungtay_webhook_deliveries_total", "Tries to deliver a webhook, by outcome.", ["outcome"])

log = get_logger(__name__)


class Worker(threading.Thread):
    """Serves one subscriber until told to stop."""

    def __init__(self, db: Db, vault: Vault, subscriber: str, trying: Trying, loopback: bool) -> None:
        super().__init__(name=f"webhook-{subscriber}", daemon=True)
        self._db, self._vault, self._id, self._trying = db, vault, subscriber, trying
        self._wire = Wire(loopback)
        self._stirred = threading.Event()
        self._stopping = False
        self._delivered = 0

    def stir(self) -> None:
        """Something has happened, or was changed: look at once."""
        self._stirred.set()

    def stop(self) -> None:
        """End after the delivery under way."""
        self._stopping = True
        self._stirred.set()

    def run(self) -> None:
        """Queue and deliver; nothing that goes wrong ends it or makes it spin."""
        while not self._stopping:
            pause = 0.0
            try:
                pause = self.round()
            except ReadBySomebodyElse:
                pause = PAUSE_AFTER_ERROR_SECONDS
            except PyMongoError as error:
                log.warning("webhooks_wait", subscriber=self._id, error=str(error)[:deliveries.LONGEST_ERROR])
                pause = PAUSE_AFTER_ERROR_SECONDS
            except Exception as error:  # a defect must not silence one subscriber unnoticed
                log.error("webhook_worker_failed", subscriber=self._id, error=repr(error))
                pause = PAUSE_AFTER_ERROR_SECONDS
            if pause:
                self._stirred.wait(pause)
                self._stirred.clear()
        self._wire.close()

    def round(self) -> float:
        """Queue what is new and send what is due; answers how many seconds there is nothing to do."""
        subscriber = self._db[SUBSCRIBERS].find_one({"_id": self._id})
        if subscriber is None or subscriber["status"] != "active":
            return IDLE_SECONDS
        area = set(units.current_tree().descendants(subscriber["unit"]))
        read = take_in(self._db, subscriber, area)
        now = utc_now()
        if subscriber["resume_at"] and subscriber["resume_at"] > now:
            return min(IDLE_SECONDS, max(0.01, (subscriber["resume_at"] - now).total_seconds()))
        due = deliveries.next_ones(self._db, self._id, now)
        for delivery in due:
            if self._stopping or not self._deliver(subscriber, delivery, area):
                return 0.01
        return 0.0 if read or due else self._until_next(now)

    def _until_next(self, now: dt.datetime) -> float:
        later = self._db[DELIVERIES].find_one(
            {"subscriber": self._id, "status": "waiting", "next_try_at": {"$gt": now}}, {"next_try_at": 1},
            sort=[("next_try_at", 1)],
        )
        if later is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.05, (later["next_try_at"] - now).total_seconds()))

    def _deliver(self, subscriber: Json, delivery: Json, area: set[str]) -> bool:
        """Send one; answers whether the next may follow at once."""
        logged = self._db.event_log.find_one({"_id": delivery["event_id"]})
        told = logged and within(logged["envelope"], area, subscriber["campaign"])
        if not told:
            deliveries.taken(self._db, delivery, None, utc_now(), "Không còn thuộc phạm vi của nơi nhận.")
            return True
        body = orjson.dumps(told)
        now = utc_now()
        try:
            headers = signed(self._vault, subscriber["keys"], delivery["event_id"], body, now)
        except SecretUnreadable:
            self._switch_off(subscriber, "Không đọc được khóa ký (CHUNGTAY_SECRET_KEY đã đổi): đổi khóa rồi bật lại.")
            return False
        answer = self._wire.post(subscriber["url"], body, headers)
        reach("webhooks.after_post")
        return self._settle(subscriber, delivery, answer)

    def _settle(self, subscriber: Json, delivery: Json, answer: Answer) -> bool:
        outcome, now = verdict(answer.status), utc_now()
        DELIVERIES_TOTAL.labels(outcome).inc()
        if outcome == "delivered":
            deliveries.taken(self._db, delivery, answer.status, now)
            subscriber["dead_in_a_row"] = subscriber["failures"] = 0
            self._delivered += 1
            if self._delivered % PRUNE_EVERY == 0:
                deliveries.prune(self._db, self._id)
            return True
        if outcome == "gone":
            self._switch_off(subscriber, "Nơi nhận trả lời 410: không nhận nữa.")
            return False
        tries = delivery["tries"] + 1
        if tries >= self._trying.most:
            deliveries.give_up(self._db, delivery, answer.status, answer.error, now)
            log.warning("webhook_given_up", subscriber=self._id, event_id=delivery["event_id"], reason=answer.error)
            self._count_dead(subscriber, answer.error)
        else:
            wait = dt.timedelta(seconds=self._trying.wait_seconds(tries, random.random()))
            deliveries.try_again(self._db, delivery, answer.status, answer.error, now + wait)
        if outcome == "refused":
            return True  # about this event alone; the others of its subject wait behind it
        subscriber["failures"] += 1
        wait = dt.timedelta(seconds=self._trying.wait_seconds(subscriber["failures"], random.random()))
        change = {"failures": subscriber["failures"], "resume_at": now + wait}
        self._db[SUBSCRIBERS].update_one({"_id": self._id}, {"$set": change})
        return False

    def _count_dead(self, subscriber: Json, error: str) -> None:
        subscriber["dead_in_a_row"] += 1
        self._db[SUBSCRIBERS].update_one({"_id": self._id}, {"$inc": {"dead_in_a_row": 1}})
        dead = self._db[DELIVERIES].count_documents({"subscriber": self._id, "status": "dead"}, limit=MOST_DEAD)
        if subscriber["dead_in_a_row"] >= DEAD_IN_A_ROW:
            self._switch_off(subscriber, f"{DEAD_IN_A_ROW} thông báo liền nhau không gửi được; lần cuối: {error}")
        elif dead >= MOST_DEAD:
            self._switch_off(subscriber, f"Đã có {MOST_DEAD} thông báo không gửi được: gửi lại, bỏ bớt rồi bật lại.")

    def _switch_off(self, subscriber: Json, reason: str) -> None:
        log.warning("webhook_switched_off", subscriber=self._id, reason=reason)
        self._db[SUBSCRIBERS].update_one(
            {"_id": self._id, "status": "active"},
            {"$set": {"status": "disabled", "reason": reason[:deliveries.LONGEST_ERROR]}, "$inc": {"version": 1}},
        )
        subscriber["status"] = "disabled"
