using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Client;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Insurance.V1;

var home = args.ElementAtOrDefault(0) ?? ".insure";
var gateway = args.ElementAtOrDefault(1) ?? "localhost:8441";
var name = args.ElementAtOrDefault(2) ?? "dotnet";

using var callers = new Callers(home, gateway);
var underwriter = callers.As("underwriter");
var calling = new CallOptions(deadline: DateTime.UtcNow.AddMinutes(1));

// What is sold. Sent again, it is answered with its outcome.
var product = JsonParser.Default.Parse<PublishProductRequest>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "product.json")));
await new Products.ProductsClient(underwriter).PublishProductAsync(product, calling);

await new Parties.PartiesClient(underwriter).RegisterPartyAsync(
    new RegisterPartyRequest { RequestId = $"{name}-register", PartyId = $"{name}-holder", PersonalData = new PersonalData { FullName = "Anna Holm" } }, calling);

var quote = await new Quotes.QuotesClient(underwriter).RequestQuoteAsync(
    new RequestQuoteRequest
    {
        RequestId = $"{name}-ask",
        QuoteId = $"{name}-quote",
        HolderId = $"{name}-holder",
        ProductId = product.Product.ProductId,
        Jurisdiction = "DE",
        Cover = new Period { Start = Day(2026, 1, 1), End = Day(2036, 1, 1) },
        Coverages = { new CoverageSelection { CoverageId = "building", SumInsured = Euros(400_000) } },
    },
    calling);
Console.WriteLine($"quoted  {quote.QuoteId}: {quote.Premium.Gross.MinorUnits} {quote.Premium.Gross.Currency}");

var policy = await new Policies.PoliciesClient(underwriter).BindPolicyAsync(
    new BindPolicyRequest { RequestId = $"{name}-bind", QuoteId = quote.QuoteId, PolicyId = $"{name}-policy" }, calling);
Console.WriteLine($"bound   {policy.PolicyId}: {Name(policy.Status)}");

policy = await new Policies.PoliciesClient(callers.As("finance")).RecordPremiumPaymentAsync(
    new RecordPremiumPaymentRequest { RequestId = $"{name}-pay", PolicyId = policy.PolicyId, Amount = quote.Premium.Gross, Reference = "transfer 1" }, calling);
Console.WriteLine($"paid    {policy.PolicyId}: {Name(policy.Status)}");

var claim = await new Claims.ClaimsClient(callers.As("claims-handler")).SubmitClaimAsync(
    new SubmitClaimRequest
    {
        RequestId = $"{name}-report",
        ClaimId = $"{name}-claim",
        PolicyId = policy.PolicyId,
        LossId = "fire of 10 February",
        Cause = "fire",
        OccurredAt = Day(2026, 2, 10),
        Losses = { new Loss { CoverageId = "building", Amount = Euros(2_500) } },
        // The photo stays with the insurer; the ledger has its digest.
        Evidence = { new Evidence { Kind = "photo", Sha256 = Digest($"photo of {name}") } },
    },
    calling);
Console.WriteLine($"claimed {claim.ClaimId}: {Name(claim.Status)}");

// From the first block; a program that goes on keeps block and transaction of the last event that it handled.
using var events = new Events.EventsClient(underwriter).Subscribe(new SubscribeRequest { StartBlock = 0, Names = { "PolicyBound", "ClaimPaid" } }, calling);
await foreach (var happened in events.ResponseStream.ReadAllAsync())
{
    using var payload = JsonDocument.Parse(happened.PayloadJson);
    var record = payload.RootElement.GetProperty(happened.Name == "ClaimPaid" ? "claimId" : "policyId").GetString();
    if (record == policy.PolicyId || record == claim.ClaimId)
    {
        Console.WriteLine($"event   {happened.Name} {record}");
    }

    if (record == claim.ClaimId)
    {
        break;
    }
}

static Timestamp Day(int year, int month, int day) => Timestamp.FromDateTime(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc));

static Money Euros(long amount) => new() { MinorUnits = amount * 100, Currency = "EUR" };

static string Digest(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));

// The name that the proto file gives, which is also the one in JSON.
static string Name<T>(T value)
    where T : struct, System.Enum =>
    typeof(T).GetField(value.ToString())!.GetCustomAttributes(typeof(Google.Protobuf.Reflection.OriginalNameAttribute), false)
        .Cast<Google.Protobuf.Reflection.OriginalNameAttribute>().Single().Name;
