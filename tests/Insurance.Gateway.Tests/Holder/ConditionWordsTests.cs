namespace Insurance.Gateway.Tests.Holder;

/// <summary>Every condition that the chaincode writes, as its own test writes them into a file, in words for people.</summary>
public sealed class ConditionWordsTests
{
    private static readonly Product Product = new()
    {
        Coverages = { new Coverage { CoverageId = "building", Name = "Your house" } },
        ParametricTrigger = new ParametricTrigger { Index = "rain", Unit = "0.1 mm", Window = new ReadingWindow { Aggregation = Aggregation.Sum } },
    };

    [Fact]
    public void Of_EveryConditionOfTheChaincode_IsInPlainWords()
    {
        var words = new ConditionWords(Product, SampleBook.English);
        var reported = File.ReadAllLines(Path.Combine(SourceTree.Root, "chaincode", "domain", "claim", "testdata", "conditions.txt"))
            .Select(line => line.Split(" | ")).Select(parts => new ConditionResult
            {
                Code = parts[0],
                Requirement = parts[1],
                Observed = parts[2],
                Met = parts[2] is not ("referred in transaction tx" or "SAME_LOSS"),
            })
            .Select(condition => (condition.Code, words.Of(condition).Requirement, words.Of(condition).Observed)).ToList();

        const string Loss = "25 March 2026, 18:00 UTC";
        const string Begin = "1 January 2026, 00:00 UTC";
        const string End = "1 January 2027, 00:00 UTC";
        reported.ShouldBe(
        [
            ("LOSS_INSIDE_COVER", $"the policy covers losses from {Begin} until before {End}", Loss),
            ("CAUSE_COVERED", "Your house covers fire, storm", "fire"),
            ("WAITING_PERIOD", "Your house has no waiting period", Loss),
            ("WAITING_PERIOD", "the loss under Your house happened after a waiting period of 10 days, at 11 January 2026, 00:00 UTC or later", Loss),
            ("NOTIFICATION_TIME", "no limit to the time of notification", Loss),
            ("NOTIFICATION_TIME", "the loss was notified within 30 days, by 24 April 2026, 18:00 UTC", Loss),
            ("NOTIFICATION_TIME", "the loss was notified within 30 days, by 24 April 2026, 18:00 UTC", "24 April 2026, 18:00 UTC"),
            ("EVIDENCE_COMPLETE", "no documents are needed", "no documents"),
            ("EVIDENCE_COMPLETE", "a document of each kind: photo, bill", "no documents; missing: photo, bill"),
            ("EVIDENCE_COMPLETE", "a document of each kind: photo, bill", "photo; missing: bill"),
            ("EVIDENCE_COMPLETE", "a document of each kind: photo, bill", "photo, bill"),
            ("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo, bill", "no document has been seen; still to be seen: photo, bill"),
            ("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo, bill", "seen: photo; still to be seen: bill"),
            ("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo, bill", "seen: photo, bill"),
            ("FIELDS_COMPLETE", "the product asks for no statements", "nothing is missing"),
            ("FIELDS_COMPLETE", "you have stated: vacant days, occupied", "missing: vacant days, occupied"),
            ("FIELDS_COMPLETE", "you have stated: vacant days, occupied", "nothing is missing"),
            ("NOT_VACANT", "the house stood empty for at most 30 days", "vacant days: not stated"),
            ("NOT_VACANT", "the house stood empty for at most 30 days", "vacant days: 3"),
            ("OCCUPIED", "somebody lives there", "occupied: yes"),
            ("SOMETHING_PAYABLE", "what you bear yourself and the limits leave something to pay", "1,234.50 DKK"),
            ("STRAIGHT_THROUGH_LIMIT", "nothing is paid without a person", "1,234.50 DKK"),
            ("STRAIGHT_THROUGH_LIMIT", "the amount is small enough to be paid without a person: at most 2,000.00 DKK", "1,234.50 DKK"),
            ("NOT_REFERRED_BY_HANDLER", "no handler has asked to see the claim", "no handler has"),
            ("NOT_REFERRED_BY_HANDLER", "no handler has asked to see the claim", "a handler has"),
            ("NO_FRAUD_SIGNAL", "a check against other claims finds nothing that a person should look at", "nothing"),
            ("PREMIUM_PAID", "the first premium has been paid", $"paid at {Loss}"),
            ("LOSS_INSIDE_COVER", $"observed from {Begin} until before {End}", Loss),
            ("READING_FRESH", "signed at most 24 hours before it was published", "60 seconds"),
            ("TRIGGER_REACHED", "flight arrival delay at least 60 minutes pays 25 % of the sum insured", "61 minutes"),
            ("PREMIUM_PAID", "the first premium has been paid", $"paid at {Loss}"),
            ("LOSS_INSIDE_COVER", $"a window of 30 days, counted from {Begin}, that ends by {End}", $"{Begin} to 31 January 2026, 00:00 UTC"),
            ("QUORUM_REACHED", "the value in the middle of at least 2 sources", "70 mm, 72 mm; the one in the middle is 71 mm"),
            ("TRIGGER_REACHED", "rain between 50 mm and 102 mm pays 36.3461 % of the sum insured", "71 mm"),
            ("PREMIUM_PAID", "the first premium has been paid", $"paid at {Loss}"),
            ("LOSS_INSIDE_COVER", $"begins from {Begin} until before {End}", Begin),
            ("RUN_LONG_ENOUGH", "temperature above 8 °C for at least 30 minutes, measured at least every 10 minutes", "40 minutes, up to 8.8 °C"),
        ]);
    }

    [Fact]
    public void Of_EveryConditionOfTheChaincodeInChinese_HasNoEnglishButNames()
    {
        var words = new ConditionWords(Product, SampleBook.Chinese);
        string[] names = ["Your house", "fire", "storm", "photo", "bill", "vacant days", "occupied", "flight arrival delay", "rain", "temperature", "mm", "DKK", "°C"];
        string[] ownWords = ["the house stood empty for at most 30 days", "somebody lives there"];
        foreach (var line in File.ReadAllLines(Path.Combine(SourceTree.Root, "chaincode", "domain", "claim", "testdata", "conditions.txt")))
        {
            var parts = line.Split(" | ");
            var (requirement, observed) = words.Of(new ConditionResult { Code = parts[0], Requirement = parts[1], Observed = parts[2], Met = true });

            var said = names.Concat(ownWords).OrderByDescending(name => name.Length)
                .Aggregate(requirement + observed, (text, name) => text.Replace(name, "", StringComparison.Ordinal));
            said.ShouldAllBe(letter => !char.IsAsciiLetter(letter), line + " -> " + requirement + " | " + observed);
        }
    }

    [Theory]
    [InlineData("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo, bill", "seen: none; not seen: photo, bill", "理赔员已查看以下各类文件各一份：photo、bill", "尚未查看任何文件；待查看：photo、bill")]
    [InlineData("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo, bill", "seen: photo; not seen: bill", "理赔员已查看以下各类文件各一份：photo、bill", "已查看：photo；待查看：bill")]
    [InlineData("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo, bill", "seen: photo, bill; not seen: none", "理赔员已查看以下各类文件各一份：photo、bill", "已查看：photo、bill")]
    [InlineData("SEEN_BY_A_PERSON", "a handler decides on what a device reports", "not yet", "设备报告的情况由理赔员决定", "尚未决定")]
    [InlineData("TRIGGER_REACHED", "rain between 500 and 1020 0.1 mm pays 36.3461 % of the sum insured", "710 0.1 mm", "rain 在 50 mm 与 102 mm 之间，赔付保险金额的36.3461%", "71 mm")]
    public void Of_AFormInChinese_IsSaidInChinese(string code, string requirement, string observed, string asked, string found) =>
        new ConditionWords(Product, SampleBook.Chinese).Of(new ConditionResult { Code = code, Requirement = requirement, Observed = observed }).ShouldBe((asked, found));

    [Theory]
    [InlineData("NOTIFICATION_TIME", "the loss was notified within 30 days, by 2026-04-24T18:00:00.123456789Z", "2026-03-25T18:00:07.5Z", "the loss was notified within 30 days, by 24 April 2026, 18:00 UTC", "25 March 2026, 18:00 UTC")]
    [InlineData("EVIDENCE_COMPLETE", "no evidence required", "none", "no documents are needed", "no documents")]
    [InlineData("EVIDENCE_COMPLETE", "evidence of each kind: photo, bill", "none; missing: photo, bill", "a document of each kind: photo, bill", "no documents; missing: photo, bill")]
    [InlineData("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo", "seen: none; not seen: photo", "a claims handler has seen a document of each kind: photo", "no document has been seen; still to be seen: photo")]
    [InlineData("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: photo", "seen: photo; not seen: none", "a claims handler has seen a document of each kind: photo", "seen: photo")]
    [InlineData("FIELDS_COMPLETE", "stated: none", "missing: none", "the product asks for no statements", "nothing is missing")]
    [InlineData("PREMIUM_PAID", "the first premium has been paid", "paid at 2026-03-25T18:00:00Z", "the first premium has been paid", "paid at 25 March 2026, 18:00 UTC")]
    public void Of_AConditionOfAnEarlierRecord_IsInPlainWords(string code, string requirement, string observed, string asked, string found) =>
        new ConditionWords(Product, SampleBook.English).Of(new ConditionResult { Code = code, Requirement = requirement, Observed = observed, Met = true }).ShouldBe((asked, found));

    [Fact]
    public void Of_ALossOutsideTheCover_HasItsTimesAsPeopleReadThem() =>
        new ConditionWords(Product, SampleBook.English)
            .Of(new ConditionResult { Code = "LOSS_INSIDE_COVER", Observed = "2026-03-25 18:00:07 UTC: the loss of 2026-03-25 18:00:07 UTC is after the cancellation at 2026-03-01 09:00 UTC" }).Observed
            .ShouldBe("25 March 2026, 18:00 UTC: the loss of 25 March 2026, 18:00 UTC is after the cancellation at 1 March 2026, 09:00 UTC");

    [Theory]
    [InlineData("TRIGGER_REACHED", "something else", "quite another")]
    [InlineData("QUORUM_REACHED", "two", "median")]
    [InlineData("RUN_LONG_ENOUGH", "long", "")]
    [InlineData("OWN_CODE", "a rule of the product", "2026-99-99T99:99:99Z")]
    public void Of_AnUnknownForm_KeepsItsWords(string code, string requirement, string observed) =>
        new ConditionWords(Product, SampleBook.English).Of(new ConditionResult { Code = code, Requirement = requirement, Observed = observed }).ShouldBe((requirement, observed));
}
