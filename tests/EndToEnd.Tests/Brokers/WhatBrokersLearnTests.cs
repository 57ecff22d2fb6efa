using System.Net.Http.Headers;
using Google.Protobuf.Reflection;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace EndToEnd.Tests.Brokers;

/// <summary>
/// Every method that a broker may call, and every field of its request that names a record: what is another's is answered as
/// what is not there.
/// </summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class WhatBrokersLearnTests(ConsortiumFixture fixture)
{
    private const string Nothing = "nothing-such";
    private static readonly string Digest = new('a', 64);

    /// <summary>Fields that name what every member of the channel may know, or no record at all.</summary>
    private static readonly HashSet<string> Public =
    [
        "Products/GetProduct.product_id", "Oracles/GetOracle.oracle_id", "Oracles/ListObservations.oracle_id", "Oracles/GetReading.reading_id",
        "Oracles/GetDetermination.determination_id",
        // Lists of a broker's own, and what a product or a claim calls its parts.
        // Whose book is read: a broker's own records are in one.
        "Products/GetProduct.insurer_msp_id", "Parties/GetParty.insurer_msp_id", "Parties/VerifyPersonalData.insurer_msp_id",
        "Quotes/GetQuote.insurer_msp_id", "Policies/GetPolicy.insurer_msp_id", "Claims/GetClaim.insurer_msp_id",
        "Ledger/GetHistory.insurer_msp_id", "Ledger/VerifyDocument.insurer_msp_id",
        "Products/ListProducts.insurer_msp_id", "Policies/ListPolicies.insurer_msp_id", "Claims/ListClaims.insurer_msp_id", "Claims/SubmitClaim.loss_id",
        "Quotes/RequestQuote.instalment_plan_id", "Policies/SellPolicies.instalment_plan_id", "Claims/SubmitClaim.coverage_id", "Claims/SubmitClaim.sub_limit_id",
        "Quotes/GetIndicativeQuote.instalment_plan_id", "Quotes/GetIndicativeQuote.coverage_id",
        "Quotes/RequestQuote.coverage_id", "Policies/SellPolicies.coverage_id",
        // A place in a stream, from which the broker's own events follow whatever is there.
        "Events/Subscribe.after_transaction_id",
    ];

    /// <summary>Ids that the caller gives to something new: one that is taken cannot be given, whoever has it.</summary>
    private static readonly HashSet<string> Chosen =
    [
        "Parties/RegisterParty.party_id", "Quotes/RequestQuote.quote_id", "Policies/BindPolicy.policy_id", "Policies/SellPolicies.quote_id",
        "Policies/SellPolicies.policy_id", "Claims/SubmitClaim.claim_id",
    ];

    [Fact]
    public async Task EveryMethodAndId_OfAnothersRecord_IsAnsweredAsNone()
    {
        var house = await new InsurerBook(fixture).OpenAsync();
        var abroad = await new InsurerBook(fixture, TestConsortium.Meridian).OpenAsync();
        using var mine = Client(TestConsortium.Aurora, TestConsortium.Broker);
        using var theirs = Client(TestConsortium.Aurora, "quay-brokers");
        using var elsewhere = Client(TestConsortium.Meridian, TestConsortium.Broker);
        var own = await SellAsync(mine, house, TestConsortium.Aurora);
        var others = new List<Shelf>
        {
            await SellAsync(theirs, house, TestConsortium.Aurora),
            await SellAsync(elsewhere, abroad, TestConsortium.Meridian),
            await HouseAsync(house, TestConsortium.Aurora),
        };
        others[1] = others[1] with { Product = abroad.ProductId };

        var looked = 0;
        foreach (var method in Methods())
        {
            var name = $"{method.Service.Name}/{method.Name}";
            if (await RefusesBrokersAsync(mine, name))
            {
                continue;
            }

            var right = Right(name, own, house) ?? throw new InvalidOperationException($"{name} is for brokers and has no request here");
            foreach (var (path, field) in Fields(method.InputType, []).Where(found => !Public.Contains($"{name}.{found.Field}")))
            {
                foreach (var other in others)
                {
                    var id = other.Of(field, name) ?? throw new InvalidOperationException($"what {name}.{field} names is not said here");
                    if (id == own.Of(field, name))
                    {
                        // The product is the same for all who sell it.
                        continue;
                    }

                    var taken = Chosen.Contains($"{name}.{field}");
                    if (taken && other == others[1])
                    {
                        // What another insurer calls so is free here: it would be given.
                        continue;
                    }

                    looked++;
                    var got = await AskAsync(mine, name, With(right, path, id), id);
                    var compared = taken ? own.Of(field, name)! : field == "transaction_id" ? new string('0', 64) : Nothing;
                    var want = await AskAsync(mine, name, With(right, path, compared), compared);
                    want.ShouldContain(taken ? "ALREADY_EXISTS" : "_NOT_FOUND", customMessage: $"{name}.{field} {want}");
                    got.ShouldBe(want, $"{name}.{field} of {id}");
                }
            }
        }

        looked.ShouldBeGreaterThan(40);
    }

    private static IEnumerable<MethodDescriptor> Methods() => new[]
    {
        ConsortiumReflection.Descriptor, ProductsReflection.Descriptor, PartiesReflection.Descriptor, QuotesReflection.Descriptor, PoliciesReflection.Descriptor,
        ClaimsReflection.Descriptor, OraclesReflection.Descriptor, LedgerReflection.Descriptor, EventsReflection.Descriptor, HolderReflection.Descriptor, JobsReflection.Descriptor,
    }.SelectMany(file => file.Services).SelectMany(service => service.Methods).Where(method => !method.IsServerStreaming);

    /// <summary>The fields of a request that name something, with the way to them.</summary>
    private static IEnumerable<(string[] Path, string Field)> Fields(MessageDescriptor type, string[] path)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.FieldType == Google.Protobuf.Reflection.FieldType.String && field.Name is not ("request_id" or "broker_id")
                && (field.Name.EndsWith("_id", StringComparison.Ordinal) || field.Name == "renewal_of"))
            {
                yield return ([.. path, field.JsonName], field.Name);
            }
            else if (field.FieldType == Google.Protobuf.Reflection.FieldType.Message && !field.IsMap && field.MessageType.File.Package == "insurance.v1")
            {
                foreach (var inner in Fields(field.MessageType, [.. path, field.JsonName]))
                {
                    yield return inner;
                }
            }
        }
    }

    private static JsonObject With(JsonObject right, string[] path, string id)
    {
        var changed = right.DeepClone().AsObject();
        changed["requestId"] = changed.ContainsKey("requestId") ? "r-" + Guid.NewGuid().ToString("N") : null;
        if (changed["requestId"] is null)
        {
            changed.Remove("requestId");
        }

        var at = changed;
        foreach (var part in path[..^1])
        {
            at = at[part] switch
            {
                JsonArray list => list[^1]!.AsObject(),
                JsonObject inner => inner,
                _ => throw new InvalidOperationException($"the request has no {part}: {right}"),
            };
        }

        at[path[^1]] = id;
        return changed;
    }

    private static async Task<bool> RefusesBrokersAsync(HttpClient client, string method) =>
        (await AskAsync(client, method, [], "\0")) is var answer
        && (answer.Contains("ROLE_NOT_ALLOWED", StringComparison.Ordinal) || answer.Contains("HOLDER_TOKEN_INVALID", StringComparison.Ordinal)
            || answer.Contains("CERTIFICATE_", StringComparison.Ordinal));

    /// <summary>Status and body, with the id that was asked for taken out: it is the asker's own word.</summary>
    private static async Task<string> AskAsync(HttpClient client, string method, JsonObject request, string id)
    {
        using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync("/insurance.v1." + method, content);
        return (int)answer.StatusCode + " " + (await answer.Content.ReadAsStringAsync()).Replace(id, "<id>", StringComparison.Ordinal);
    }

    private static async Task<JsonNode> DoneAsync(HttpClient client, string method, JsonObject request)
    {
        var answer = await AskAsync(client, method, request, "\0");
        answer.ShouldStartWith("200 ");
        return JsonNode.Parse(answer[4..])!;
    }

    private HttpClient Client(string mspId, string broker)
    {
        var consortium = fixture.Consortium;
        if (broker == TestConsortium.Broker)
        {
            return new HttpClient(consortium.Handler(mspId, X509Certificate2.CreateFromPemFile(consortium.CallerCertificate(mspId, broker), consortium.CallerKey(mspId, broker))))
            {
                BaseAddress = consortium.Gateway(mspId),
            };
        }

        var folder = Path.Combine(consortium.Home, "organizations", mspId, "brokers-ca");
        using var authority = CertificateAuthority.Load(File.ReadAllText(Path.Combine(folder, "ca.crt")), File.ReadAllText(Path.Combine(folder, "ca.key")));
        var issued = authority.Issue(new CertificateOptions
        {
            CommonName = broker,
            OrganizationalUnits = ["client"],
            ClientAuthentication = true,
            Attributes = new Dictionary<string, string> { ["role"] = "broker", ["broker"] = broker },
        });
        return new HttpClient(consortium.Handler(mspId, X509Certificate2.CreateFromPem(issued.CertificatePem, issued.PrivateKeyPem))) { BaseAddress = consortium.Gateway(mspId) };
    }

    /// <summary>One record of each kind, sold by a broker.</summary>
    private async Task<Shelf> SellAsync(HttpClient broker, InsurerBook book, string mspId)
    {
        var shelf = new Shelf(fixture.NewId("party"), fixture.NewId("quote"), fixture.NewId("policy"), fixture.NewId("claim"), book.ProductId, "", fixture.NewId("open"));
        var registered = await DoneAsync(broker, "Parties/RegisterParty", new JsonObject
        {
            ["requestId"] = fixture.NewId("r"),
            ["partyId"] = shelf.Party,
            ["personalData"] = new JsonObject { ["fullName"] = "Ada Lovelace" },
        });
        foreach (var quote in new[] { shelf.Quote, shelf.OpenQuote })
        {
            await DoneAsync(broker, "Quotes/RequestQuote", Quote(book, quote, shelf.Party));
        }

        var policy = await DoneAsync(broker, "Policies/BindPolicy", new JsonObject { ["requestId"] = fixture.NewId("r"), ["policyId"] = shelf.Policy, ["quoteId"] = shelf.Quote });
        var finance = fixture.Consortium.Http(mspId, "finance");
        await DoneAsync(finance, "Policies/RecordPremiumPayment", new JsonObject
        {
            ["requestId"] = fixture.NewId("r"),
            ["policyId"] = shelf.Policy,
            ["amount"] = policy["premium"]!["gross"]!.DeepClone(),
            ["reference"] = "bank",
        });
        await DoneAsync(broker, "Claims/SubmitClaim", Claim(shelf.Claim, shelf.Policy));
        return shelf with { Transaction = registered["registered"]!["transactionId"]!.GetValue<string>() };
    }

    /// <summary>The insurer's own, sold by nobody.</summary>
    private async Task<Shelf> HouseAsync(InsurerBook book, string mspId)
    {
        var policy = await book.BindAsync();
        var claim = await new Claims.ClaimsClient(fixture.Consortium.Channel(mspId, "claims-handler")).SubmitClaimAsync(book.Claim(policy));
        return new Shelf(book.HolderId, policy.QuoteId, policy.PolicyId, claim.ClaimId, book.ProductId, policy.Bound.TransactionId, "");
    }

    private JsonObject Quote(InsurerBook book, string quoteId, string holderId)
    {
        var request = JsonNode.Parse(JsonFormatter.Default.Format(book.Quote()))!.AsObject();
        (request["requestId"], request["quoteId"], request["holderId"]) = (fixture.NewId("r"), quoteId, holderId);
        return request;
    }

    private JsonObject Claim(string claimId, string policyId) => new()
    {
        ["requestId"] = fixture.NewId("r"),
        ["claimId"] = claimId,
        ["policyId"] = policyId,
        ["lossId"] = fixture.NewId("loss"),
        ["cause"] = "fire",
        ["occurredAt"] = "2026-01-31T00:00:00Z",
        ["losses"] = new JsonArray(new JsonObject { ["coverageId"] = "building", ["amount"] = new JsonObject { ["minorUnits"] = "10000", ["currency"] = "USD" } }),
    };

    /// <summary>A request that is right in everything, of the broker whose shelf it is.</summary>
    private JsonObject? Right(string method, Shelf own, InsurerBook book)
    {
        JsonObject Of(params (string Name, JsonNode Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value)));
        switch (method)
        {
            case "Policies/SellPolicies":
                var sale = Quote(book, fixture.NewId("q"), own.Party);
                sale.Remove("requestId");
                sale["policyId"] = fixture.NewId("p");
                return Of(("requestId", "r"), ("sales", new JsonArray(sale)));
            case "Quotes/RequestQuote":
                return Quote(book, fixture.NewId("q"), own.Party);
            case "Quotes/GetIndicativeQuote":
                var risk = Quote(book, "", "");
                foreach (var id in new[] { "requestId", "quoteId", "holderId" })
                {
                    risk.Remove(id);
                }

                return risk;
            case "Claims/SubmitClaim":
                return Claim(fixture.NewId("c"), own.Policy);
            default:
                return method switch
                {
                    "Consortium/GetRegistry" or "Products/ListProducts" or "Ledger/GetLedgerInfo" => [],
                    "Products/GetProduct" => Of(("productId", own.Product)),
                    "Parties/RegisterParty" => Of(("requestId", "r"), ("partyId", fixture.NewId("party")), ("personalData", Of(("fullName", "Ada")))),
                    "Parties/GetParty" => Of(("partyId", own.Party)),
                    "Parties/VerifyPersonalData" => Of(("partyId", own.Party), ("personalData", Of(("fullName", "Ada"))), ("salt", Convert.ToBase64String(new byte[32]))),
                    "Quotes/GetQuote" => Of(("quoteId", own.Quote)),
                    "Policies/BindPolicy" => Of(("requestId", "r"), ("policyId", fixture.NewId("p")), ("quoteId", own.OpenQuote)),
                    "Policies/GetPolicy" => Of(("policyId", own.Policy)),
                    "Policies/ListPolicies" => Of(("insurerMspId", TestConsortium.Aurora)),
                    "Claims/AddEvidence" => Of(("requestId", "r"), ("claimId", own.Claim), ("evidence", new JsonArray(Of(("kind", "photo"), ("sha256", Digest))))),
                    "Claims/AppealClaim" => Of(("requestId", "r"), ("claimId", own.Claim), ("reason", "no")),
                    "Claims/GetClaim" => Of(("claimId", own.Claim)),
                    "Claims/ListClaims" => Of(("policyId", own.Policy)),
                    "Oracles/GetOracle" => Of(("oracleId", "o")),
                    "Oracles/GetReading" => Of(("readingId", "r")),
                    "Oracles/ListObservations" => Of(("index", "i"), ("unit", "u"), ("subject", "s"), ("oracleId", "o")),
                    "Oracles/GetDetermination" => Of(("determinationId", "d")),
                    "Ledger/GetHistory" => Of(("recordType", "RECORD_TYPE_POLICY"), ("recordId", own.Policy)),
                    "Ledger/VerifyDocument" => Of(("recordType", "RECORD_TYPE_CLAIM"), ("recordId", own.Claim), ("sha256", Digest)),
                    "Ledger/VerifyTransaction" => Of(("transactionId", own.Transaction)),
                    _ => null,
                };
        }
    }

    private sealed record Shelf(string Party, string Quote, string Policy, string Claim, string Product, string Transaction, string OpenQuote)
    {
        public string? Of(string field, string method) => field switch
        {
            "party_id" or "holder_id" => Party,
            "quote_id" => Quote,
            "policy_id" or "renewal_of" => Policy,
            "claim_id" => Claim,
            "product_id" => Product,
            "transaction_id" => Transaction,
            "record_id" => method == "Ledger/GetHistory" ? Policy : Claim,
            _ => null,
        };
    }
}
