"""Quotes, binds, claims and follows events: client.py [state directory] [host:port] [name]. See ../README.md."""
import hashlib
import json
import os
import sys

import grpc
from google.protobuf import json_format

import reflection

HOME, GATEWAY, NAME = (sys.argv[1:] + [".insure", "localhost:8441", "python"][len(sys.argv) - 1:])[:3]
INSURER = "AuroraMSP"


def file(*parts):
    with open(os.path.join(HOME, *parts), "rb") as opened:
        return opened.read()


def channel(role):
    """A connection that calls as one of the insurer's people."""
    return grpc.secure_channel(GATEWAY, grpc.ssl_channel_credentials(
        file("organizations", INSURER, "ca", "ca.crt"), file("callers", INSURER, role + ".key"), file("callers", INSURER, role + ".crt")))


underwriter, finance, handler = channel("underwriter"), channel("finance"), channel("claims-handler")
message = reflection.messages(underwriter, *("insurance.v1." + service for service in (
    "Products", "Parties", "Quotes", "Policies", "Claims", "Events")))


def stub(kind, caller, service, method, answer):
    request = message(f"insurance.v1.{method}Request")
    call = getattr(caller, kind)(f"/insurance.v1.{service}/{method}", request.SerializeToString, message("insurance.v1." + answer).FromString)
    return lambda fields: call(json_format.ParseDict(fields, request()), timeout=60)


def call(caller, service, method, answer, fields):
    """The answer as JSON has it: 64-bit numbers are strings."""
    return json_format.MessageToDict(stub("unary_unary", caller, service, method, answer)(fields))


def euros(amount):
    return {"minorUnits": str(amount * 100), "currency": "EUR"}


def main():
    # What is sold. Sent again, it is answered with its outcome.
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "product.json"), encoding="utf-8") as opened:
        product = json.load(opened)
    call(underwriter, "Products", "PublishProduct", "Product", product)

    call(underwriter, "Parties", "RegisterParty", "Party", {
        "requestId": f"{NAME}-register", "partyId": f"{NAME}-holder", "personalData": {"fullName": "Anna Holm"}})

    quote = call(underwriter, "Quotes", "RequestQuote", "Quote", {
        "requestId": f"{NAME}-ask", "quoteId": f"{NAME}-quote", "holderId": f"{NAME}-holder",
        "productId": product["product"]["productId"], "jurisdiction": "DE",
        "cover": {"start": "2026-01-01T00:00:00Z", "end": "2036-01-01T00:00:00Z"},
        "coverages": [{"coverageId": "building", "sumInsured": euros(400_000)}]})
    gross = quote["premium"]["gross"]
    print(f"quoted  {quote['quoteId']}: {gross['minorUnits']} {gross['currency']}")

    policy = call(underwriter, "Policies", "BindPolicy", "Policy", {
        "requestId": f"{NAME}-bind", "quoteId": quote["quoteId"], "policyId": f"{NAME}-policy"})
    print(f"bound   {policy['policyId']}: {policy['status']}")

    policy = call(finance, "Policies", "RecordPremiumPayment", "Policy", {
        "requestId": f"{NAME}-pay", "policyId": policy["policyId"], "amount": gross, "reference": "transfer 1"})
    print(f"paid    {policy['policyId']}: {policy['status']}")

    claim = call(handler, "Claims", "SubmitClaim", "Claim", {
        "requestId": f"{NAME}-report", "claimId": f"{NAME}-claim", "policyId": policy["policyId"],
        "lossId": "fire of 10 February", "cause": "fire", "occurredAt": "2026-02-10T00:00:00Z",
        "losses": [{"coverageId": "building", "amount": euros(2_500)}],
        # The photo stays with the insurer; the ledger has its digest.
        "evidence": [{"kind": "photo", "sha256": hashlib.sha256(f"photo of {NAME}".encode()).hexdigest()}]})
    print(f"claimed {claim['claimId']}: {claim['status']}")

    # From the first block; a program that goes on keeps block and transaction of the last event that it handled.
    events = stub("unary_stream", underwriter, "Events", "Subscribe", "BusinessEvent")({"startBlock": "0", "names": ["PolicyBound", "ClaimPaid"]})
    for event in events:
        record = json.loads(event.payload_json)["claimId" if event.name == "ClaimPaid" else "policyId"]
        if record in (policy["policyId"], claim["claimId"]):
            print(f"event   {event.name} {record}")
        if record == claim["claimId"]:
            break
    events.cancel()


try:
    main()
except grpc.RpcError as error:
    sys.exit(error.details())
