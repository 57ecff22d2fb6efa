#!/usr/bin/env python3
"""Policyholders registered through both insurers' gateways while things break, and looked for afterwards.

  parties.py register <home> <run> <stop file> <book>   registers until the stop file exists; writes each acknowledged id
                                                        to the book; an outcome that stays unknown is repeated
  parties.py check <home> <book>                        finds every id of the book, once, in every organization
"""
import concurrent.futures
import http.client
import json
import os
import ssl
import sys
import threading
import time

WORKERS = 6
PATIENCE = 120


class Gateway:
    """JSON calls of one caller; a connection of its own."""

    def __init__(self, home, state, msp, role):
        organization = next(o for o in state["consortium"]["organizations"] if o["mspId"] == msp)
        self.port = organization["gatewayPort"]
        self.context = ssl.create_default_context(cafile=f"{home}/organizations/{msp}/ca/ca.crt")
        self.context.load_cert_chain(f"{home}/callers/{msp}/{role}.crt", f"{home}/callers/{msp}/{role}.key")
        self.connection = None

    def call(self, method, request):
        """HTTP status and body; status 0 when nobody answers."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=60)
            self.connection.request("POST", f"/insurance.v1.{method}", json.dumps(request), {"Content-Type": "application/json"})
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read() or "{}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.connection = None
            return 0, {"message": str(error)}

    def insist(self, method, request):
        """Repeats the same request until it is answered with yes or no."""
        end = time.monotonic() + PATIENCE
        while True:
            status, body = self.call(method, request)
            if status == 200 or (400 <= status < 500 and status not in (408, 409, 429)) or time.monotonic() > end:
                return status, body
            time.sleep(0.2)


def person(name):
    return {"fullName": name, "dateOfBirth": "1970-01-01", "email": f"{name}@example.com", "phone": "+1 555 0100", "address": "1 Example Street"}


def register(home, run, stop, book):
    state = load(home)
    lock = threading.Lock()
    acknowledged, refused = [0], []

    def work(number):
        gateway = Gateway(home, state, insurers(state)[number % 2], "underwriter")
        count = 0
        while not os.path.exists(stop):
            count += 1
            name = f"{run}-{number}-{count}"
            status, body = gateway.insist("Parties/RegisterParty", {"requestId": f"register-{name}", "partyId": name, "personalData": person(name)})
            with lock:
                if status == 200:
                    acknowledged[0] += 1
                    book_file.write(f"{insurers(state)[number % 2]} {name}\n")
                    book_file.flush()
                else:
                    refused.append(f"{name}: {status} {body.get('message')}")

    with open(book, "a", encoding="utf-8") as book_file:
        run_all(work)
    print(f"{acknowledged[0]} registrations acknowledged, {len(refused)} not")
    for line in refused[:5]:
        print("  " + line)
    return 1 if refused or acknowledged[0] == 0 else 0


def check(home, book):
    state = load(home)
    with open(book, encoding="utf-8") as lines:
        entries = [line.split() for line in lines if line.strip()]
    organizations = [o["mspId"] for o in state["consortium"]["organizations"]]
    wrong = []

    def work(part):
        readers = {msp: Gateway(home, state, msp, "auditor") for msp in organizations}
        owners = {msp: Gateway(home, state, msp, "underwriter") for msp in insurers(state)}
        for owner, name in part:
            status, body = owners[owner].insist("Parties/GetPersonalData", {"partyId": name, "purpose": "PURPOSE_CONTRACT"})
            if status != 200 or body.get("personalData", {}).get("fullName") != name:
                wrong.append(f"{name}: its personal data: {status} {body}")
            for msp, reader in readers.items():
                status, body = reader.insist("Ledger/GetHistory", {"recordType": "RECORD_TYPE_PARTY", "recordId": name})
                if status != 200 or len(body.get("entries", [])) != 1:
                    wrong.append(f"{name} at {msp}: {status} {body}")

    run_all(lambda number: work(entries[number::WORKERS]))
    print(f"{len(entries)} registrations looked for in {len(organizations)} organizations, {len(wrong)} lost or doubled")
    for line in wrong[:5]:
        print("  " + line)
    return 1 if wrong or not entries else 0


def run_all(work):
    """Runs it once for each worker; a worker that fails fails the program."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for ended in [pool.submit(work, number) for number in range(WORKERS)]:
            ended.result()


def insurers(state):
    return [o["mspId"] for o in state["consortium"]["organizations"] if o["kind"].lower() == "insurer"]


def load(home):
    with open(f"{home}/state.json", encoding="utf-8") as file:
        return json.load(file)


if __name__ == "__main__":
    sys.exit({"register": register, "check": check}[sys.argv[1]](*sys.argv[2:]))
