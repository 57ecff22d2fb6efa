using Insurance.V1;

namespace Insurance.Cli.Tests.Settlement;

public sealed class UnreportedSubjectsTests
{
    private readonly ListedOracles _oracles = new();

    [Theory]
    [InlineData("r", "")]
    [InlineData("", "d")]
    public async Task Find_BySeveralPages_IsOfTheIndexThatTheEventIsSettledBy(string reading, string determination)
    {
        _oracles.Pages.AddRange([[], ["AA  1"], ["AA 1 "]]);

        var found = await FindAsync(new PlanSettlementRequest { ReadingId = reading, DeterminationId = determination });

        found.Select(item => item.Subject).ShouldBe(["AA  1", "AA 1 "]);
        _oracles.Requests.ShouldAllBe(request => request.Index == "delay" && request.Unit == "min" && request.Unreported);
        UnreportedSubjects.Warning(found).ShouldNotBeNull().ShouldStartWith("SUBJECT_UNREPORTED: nobody has reported on \"AA  1\" (policy p), \"AA 1 \" (policy p), although");
    }

    [Fact]
    public async Task Find_EverySubjectIsReportedOn_WarnsOfNothing() => UnreportedSubjects.Warning(await FindAsync(new PlanSettlementRequest { ReadingId = "r" })).ShouldBeNull();

    [Fact]
    public async Task Find_AVeryLargeBook_IsNotSearchedWhole()
    {
        _oracles.Pages.AddRange(Enumerable.Repeat<string[]>([], 1_000));

        (await FindAsync(new PlanSettlementRequest { ReadingId = "r" })).ShouldBeEmpty();

        _oracles.Requests.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Find_ManyMistyped_NamesSome()
    {
        _oracles.Pages.Add([.. Enumerable.Range(0, 50).Select(number => $"s{number}")]);

        var found = await FindAsync(new PlanSettlementRequest { ReadingId = "r" });

        found.Count.ShouldBe(UnreportedSubjects.Most);
        UnreportedSubjects.Warning(found)!.ShouldContain("and perhaps others");
    }

    private Task<IReadOnlyList<InsuredSubject>> FindAsync(PlanSettlementRequest settled) => new UnreportedSubjects(
        _oracles, new SettlementOptions(10, 3, TimeSpan.FromMinutes(1)), new HurriedTime()).FindAsync(settled, CancellationToken.None);

    /// <summary>Subjects in pages; a page's token is its number.</summary>
    private sealed class ListedOracles : Oracles.OraclesClient
    {
        public List<string[]> Pages { get; } = [];

        public List<ListSubjectsRequest> Requests { get; } = [];

        public override AsyncUnaryCall<PublishedReading> GetReadingAsync(GetReadingRequest request, CallOptions options) =>
            Answer(new PublishedReading { Reading = new Reading { Index = "delay", Unit = "min" } });

        public override AsyncUnaryCall<Determination> GetDeterminationAsync(GetDeterminationRequest request, CallOptions options) =>
            Answer(new Determination { Index = "delay", Unit = "min" });

        public override AsyncUnaryCall<ListSubjectsResponse> ListSubjectsAsync(ListSubjectsRequest request, CallOptions options)
        {
            Requests.Add(request.Clone());
            var number = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
            var page = new ListSubjectsResponse { NextPageToken = number + 1 < Pages.Count ? $"{number + 1}" : "" };
            page.Subjects.AddRange((Pages.ElementAtOrDefault(number) ?? []).Select(subject => new InsuredSubject { Subject = subject, PolicyId = "p" }));
            return Answer(page);
        }

        private static AsyncUnaryCall<T> Answer<T>(T answer) =>
            new(Task.FromResult(answer), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
