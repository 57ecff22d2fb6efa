using Google.Protobuf;
using Google.Protobuf.Reflection;
using Insurance.V1;

namespace Insurance.Cli.Tests.Methods;

/// <summary>Requests from the words of a command line.</summary>
public sealed class RequestBuilderTests
{
    [Fact]
    public void Set_FieldsOfEveryKind_AreWhatProtoJsonSays()
    {
        var request = (RequestQuoteRequest)Build(
            RequestQuoteRequest.Descriptor,
            null,
            "quoteId=q=1",
            "product_id=house",
            "productVersion=2",
            "cover.start=2026-03-01T00:00:00Z",
            """cover.end=2027-03-01T00:00:00.5Z""",
            "coverages[0].coverageId=building",
            "coverages[0].sumInsured.minorUnits=40000000",
            "coverages[0].sumInsured.currency=DKK",
            """coverages={"coverageId":"contents","sumInsured":{"minorUnits":"-1","currency":"DKK"}}""",
            "risk.construction=wood",
            "risk.floor.area=120",
            "risk[a=b]=",
            "jurisdiction=");

        JsonFormatter.Default.Format(request).ShouldBe(JsonFormatter.Default.Format(new RequestQuoteRequest
        {
            QuoteId = "q=1",
            ProductId = "house",
            ProductVersion = 2,
            Cover = new Period
            {
                Start = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)),
                End = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(new DateTimeOffset(2027, 3, 1, 0, 0, 0, 500, TimeSpan.Zero)),
            },
            Coverages =
            {
                new CoverageSelection { CoverageId = "building", SumInsured = new Money { MinorUnits = 40_000_000, Currency = "DKK" } },
                new CoverageSelection { CoverageId = "contents", SumInsured = new Money { MinorUnits = -1, Currency = "DKK" } },
            },
            Risk = { ["construction"] = "wood", ["floor.area"] = "120", ["a=b"] = "" },
        }));
    }

    [Fact]
    public void Set_EnumBytesBooleanAndOptional_AreRead()
    {
        ((GetPersonalDataRequest)Build(GetPersonalDataRequest.Descriptor, null, "purpose=PURPOSE_CLAIM")).Purpose.ShouldBe(Purpose.Claim);
        ((GetPersonalDataRequest)Build(GetPersonalDataRequest.Descriptor, null, "purpose=data-subject-request")).Purpose.ShouldBe(Purpose.DataSubjectRequest);
        ((VerifyPersonalDataRequest)Build(VerifyPersonalDataRequest.Descriptor, null, "salt=AQI=")).Salt.ToByteArray().ShouldBe([1, 2]);
        ((ConfirmClaimRequest)Build(ConfirmClaimRequest.Descriptor, null, "confirm=true")).Confirm.ShouldBeTrue();
        ((SubscribeRequest)Build(SubscribeRequest.Descriptor, null, "startBlock=0")).HasStartBlock.ShouldBeTrue();
        ((SubscribeRequest)Build(SubscribeRequest.Descriptor, null)).HasStartBlock.ShouldBeFalse();
    }

    [Fact]
    public void Set_OverJson_ReplacesFieldsAndListsAndAddsToMaps()
    {
        const string Json = """{"names":["PolicyBound","ClaimPaid"],"startBlock":"7","afterTransactionId":"t"}""";

        var replaced = (SubscribeRequest)Build(SubscribeRequest.Descriptor, Json, "names=A", "names=B", "start_block=9");
        replaced.Names.ShouldBe(["A", "B"]);
        (replaced.StartBlock, replaced.AfterTransactionId).ShouldBe((9UL, "t"));

        ((SubscribeRequest)Build(SubscribeRequest.Descriptor, Json, "names[1]=X", "names[2]=Y")).Names.ShouldBe(["PolicyBound", "X", "Y"]);
        ((RequestQuoteRequest)Build(RequestQuoteRequest.Descriptor, """{"risk":{"a":"1","b":"2"}}""", "risk.b=3", "risk.c=4")).Risk
            .ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "4" }, ignoreOrder: true);
        ((RequestQuoteRequest)Build(RequestQuoteRequest.Descriptor, """{"risk":{"a":"1","b":"2"}}""", """risk={"b":"3","c":"4"}""")).Risk
            .ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "4" }, ignoreOrder: true);
        var party = (RegisterPartyRequest)Build(RegisterPartyRequest.Descriptor, """{"personalData":{"fullName":"Ada","email":"a@b"}}""", "personalData.fullName=Ada Lovelace");
        (party.PersonalData.FullName, party.PersonalData.Email).ShouldBe(("Ada Lovelace", "a@b"));
    }

    [Theory]
    [InlineData("qoteId=1", "UNKNOWN_FIELD", "did you mean quoteId?")]
    [InlineData("cover.begin=1", "UNKNOWN_FIELD", "'cover.begin'; its fields are start, end")]
    [InlineData("quoteId.x=1", "UNKNOWN_FIELD", "quoteId is string")]
    [InlineData("coverages.coverageId=x", "FIELD_INVALID", "coverages[0]")]
    [InlineData("coverages[1].coverageId=x", "FIELD_INVALID", "the next is 0")]
    [InlineData("coverages[x].coverageId=x", "FIELD_INVALID", "'x' is no index")]
    [InlineData("coverages[-1].coverageId=x", "FIELD_INVALID", "'-1' is no index")]
    [InlineData("coverages=building", "MALFORMED_JSON", "coverages cannot be read")]
    [InlineData("""coverages={"coverage":"x"}""", "UNKNOWN_FIELD", "did you mean coverageId?")]
    [InlineData("quoteId[0]=x", "FIELD_INVALID", "quoteId is no list")]
    [InlineData("cover[0].start=x", "FIELD_INVALID", "cover is no list")]
    [InlineData("productVersion=-1", "FIELD_INVALID", "productVersion: '-1' is no uint32")]
    [InlineData("productVersion=two", "FIELD_INVALID", "'two' is no uint32")]
    [InlineData("cover.start=yesterday", "FIELD_INVALID", "such as 2026-07-01T12:00:00Z")]
    [InlineData("cover={", "MALFORMED_JSON", "cover cannot be read")]
    [InlineData("cover=[]", "MALFORMED_JSON", "it is no Period")]
    [InlineData("risk=x", "FIELD_INVALID", "risk is a map")]
    [InlineData("""risk={"a":"1"},"quoteId":"2" """, "MALFORMED_JSON", "risk cannot be read")]
    [InlineData("""risk={"a":"1","a":"2"}""", "MALFORMED_JSON", "risk cannot be read")]
    [InlineData("""risk={"a":[]}""", "MALFORMED_JSON", "risk cannot be read")]
    [InlineData("risk[a].b=x", "UNKNOWN_FIELD", "has no fields of its own")]
    [InlineData("quoteId", "ARGUMENT_UNREADABLE", "'quoteId' is neither field=value nor @file nor -")]
    [InlineData("=x", "FIELD_UNREADABLE", "''")]
    [InlineData("cover.=x", "FIELD_UNREADABLE", "'cover.'")]
    [InlineData("coverages[0=x", "FIELD_UNREADABLE", "'coverages[0'")]
    [InlineData("coverages[]=x", "FIELD_UNREADABLE", "'coverages[]'")]
    [InlineData("coverages[0]x=x", "FIELD_UNREADABLE", "'coverages[0]x'")]
    public void Set_WhatCannotBe_IsRefusedWithItsPlace(string word, string code, string says) =>
        ShouldRefuse(() => Build(RequestQuoteRequest.Descriptor, null, word), code, says);

    [Theory]
    [InlineData("purpose=CLAIMS", "did you mean claim?")]
    [InlineData("purpose=2", "PURPOSE_CLAIM")]
    public void Set_NoNameOfAnEnumeration_NamesThem(string word, string says) =>
        ShouldRefuse(() => Build(GetPersonalDataRequest.Descriptor, null, word), "FIELD_INVALID", says);

    [Fact]
    public void Set_NeitherTrueNorFalse_IsRefused() =>
        ShouldRefuse(() => Build(ConfirmClaimRequest.Descriptor, null, "confirm=yes"), "FIELD_INVALID", "neither true nor false");

    [Theory]
    [InlineData("""{"quoteID":"1"}""", "UNKNOWN_FIELD", "'quoteID' (did you mean quoteId")]
    [InlineData("""{"coverages":[{},{"sumInsured":{"minorUnit":"1"}}]}""", "UNKNOWN_FIELD", "'coverages[1].sumInsured.minorUnit' (did you mean minorUnits?)")]
    [InlineData("""{"quoteId":"1","quoteId":"2"}""", "MALFORMED_JSON", "the request")]
    [InlineData("""{"productVersion":"x"}""", "MALFORMED_JSON", "the request")]
    [InlineData("""[]""", "MALFORMED_JSON", "no RequestQuoteRequest as a JSON object")]
    [InlineData("""{"quoteId":"1"} x""", "MALFORMED_JSON", "the request")]
    [InlineData("", "MALFORMED_JSON", "the request")]
    public void Begin_JsonThatCannotBe_IsRefusedWithItsPlace(string json, string code, string says) =>
        ShouldRefuse(() => Build(RequestQuoteRequest.Descriptor, json), code, says);

    private static IMessage Build(MessageDescriptor type, string? json, params string[] words)
    {
        var builder = new RequestBuilder(type);
        if (json is not null)
        {
            builder.Begin(json);
        }

        Array.ForEach(words, builder.Set);
        return builder.Request;
    }

    private static void ShouldRefuse(Func<IMessage> build, string code, string says)
    {
        var refusal = Should.Throw<ConsortiumException>(build);
        refusal.ExitCode.ShouldBe(ExitCodes.InvalidInput);
        refusal.Message.ShouldStartWith(code + ": ");
        refusal.Message.ShouldContain(says);
    }
}
