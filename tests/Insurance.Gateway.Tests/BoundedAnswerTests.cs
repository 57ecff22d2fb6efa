namespace Insurance.Gateway.Tests;

/// <summary>No answer grows with what the client sent: many clients take at most 8 KiB of trailers.</summary>
public sealed class BoundedAnswerTests
{
    private const int MostTrailers = 6 * 1024;
    private const int MostJson = 8 * 1024;
    private static readonly string[] Fillings = ["x", "é", "€", "😀", "%", "\"", "\u0001", "\ud800"];

    [Fact]
    public void EveryErrorOfTheGateway_WithLongTexts_IsShort()
    {
        var makers = typeof(GatewayErrors).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(method => method.ReturnType == typeof(ApiException)).ToList();
        makers.Count.ShouldBeGreaterThan(40);
        foreach (var maker in makers)
        {
            foreach (var filling in Fillings)
            {
                var error = (ApiException)maker.Invoke(null, [.. maker.GetParameters().Select(parameter => Argument(parameter.ParameterType, Long(filling)))])!;
                ShouldBeShort(error, maker.Name);
            }
        }
    }

    [Fact]
    public void Error_WithEverythingLong_IsShort()
    {
        foreach (var filling in Fillings)
        {
            var text = Long(filling);
            ShouldBeShort(new ApiException(text, Grpc.Core.StatusCode.Aborted, text, text, new Dictionary<string, string> { ["one"] = text, ["two"] = text }), filling);
        }
    }

    [Fact]
    public void Error_OfManyViolationsThatAreLong_IsShortAndSaysHowManyMore()
    {
        foreach (var filling in Fillings)
        {
            var error = new ApiException(
                Grpc.Core.StatusCode.InvalidArgument,
                [.. Enumerable.Range(0, 20).Select(number => new Violation("INVALID_TEXT", $"field{number}{Long(filling)}", Long(filling)))],
                7);
            ShouldBeShort(error, filling);
            RichStatus.ToStatus(error).Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor))
                .Unpack<Google.Rpc.BadRequest>().FieldViolations.Count.ShouldBeGreaterThan(1);
        }

        new ApiException(Grpc.Core.StatusCode.InvalidArgument, [new Violation("REQUIRED", "a", "An id is required.")], 7)
            .Message.ShouldBe("a: An id is required. And 7 more.");
    }

    [Fact]
    public void Text_Cut_StaysUnicode()
    {
        foreach (var filling in Fillings[..6])
        {
            for (var size = 10; size < 20; size++)
            {
                var cut = BoundedText.Of(Long(filling), size);
                Encoding.UTF8.GetByteCount(cut).ShouldBeLessThanOrEqualTo(size);
                cut.ShouldEndWith("…");
                cut[..^1].EnumerateRunes().ShouldAllBe(rune => rune.ToString() == filling);
            }
        }

        BoundedText.Of("short", 600).ShouldBe("short");
        BoundedText.Of(new string('x', 600), 600).ShouldBe(new string('x', 600));
    }

    [Fact]
    public async Task Refusal_OfTheChaincodeWithLongTexts_IsShortOnTheWire()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("BindPolicy", Long("C"), Long("€"), Long("f"));
        var http = server.Http(server.Certificates.Caller("alice", "underwriter"));

        var grpc = await RawCalls.SendAsync(http, "/insurance.v1.Policies/BindPolicy", RawCalls.Framed([]));
        var json = await http.PostAsync("/insurance.v1.Policies/BindPolicy", new StringContent("{}", Encoding.UTF8, "application/json"));

        grpc.TrailerBytes.ShouldBeLessThan(MostTrailers);
        grpc.Reason!.Length.ShouldBeLessThan(200);
        (await json.Content.ReadAsStringAsync()).Length.ShouldBeLessThan(MostJson);
        server.LogLines.ShouldAllBe(line => line.Length < 1000 || line.Contains("   at "));
    }

    [Theory]
    [InlineData("""{"?":1}""", "UNKNOWN_FIELD")]
    [InlineData("""{"cover":{"?":1}}""", "UNKNOWN_FIELD")]
    [InlineData("""{"risk":{"?":"a","?":"b"}}""", "DUPLICATE_KEY")]
    [InlineData("""{"cover":{"start":"?"}}""", "MALFORMED_JSON")]
    [InlineData("""{"coverages":[{"sumInsured":{"minorUnits":"?"}}]}""", "MALFORMED_JSON")]
    public async Task Json_WithLongNames_DoesNotComeBack(string body, string code)
    {
        await using var server = await GatewayServer.StartAsync();
        body = body.Replace("?", new string('x', 100_000), StringComparison.Ordinal);

        var response = await server.Http(server.Certificates.Caller("alice", "underwriter"))
            .PostAsync("/insurance.v1.Quotes/RequestQuote", new StringContent(body, Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain(code);
        text.Length.ShouldBeLessThan(1500);
        server.LogLines.ShouldAllBe(line => line.Length < 1000);
    }

    private static void ShouldBeShort(ApiException error, string name)
    {
        // As percent-encoding and base64 make them on the wire.
        var message = Uri.EscapeDataString(new string([.. error.Message.Where(letter => !char.IsSurrogate(letter))])).Length + (3 * 4 * error.Message.Count(char.IsSurrogate));
        var details = RichStatus.ToStatus(error).ToByteArray().Length * 4 / 3;
        (message + details).ShouldBeLessThan(MostTrailers, name);
        HttpErrors.Body(error).Length.ShouldBeLessThan(MostJson, name);
    }

    private static string Long(string filling) => string.Concat(Enumerable.Repeat(filling, 100_000));

    private static object? Argument(Type type, string text) =>
        type == typeof(string) ? text
        : type == typeof(IReadOnlyList<string>) ? Enumerable.Repeat(text, 3).ToList()
        : type == typeof(IReadOnlyList<(int, string)>) ? Enumerable.Range(0, 50).Select(index => (index, text)).ToList()
        : type.IsValueType ? Activator.CreateInstance(type)
        : throw new NotSupportedException(type.Name);
}
