namespace EndToEnd.Tests.Disturbed;

/// <summary>The automatic payer's place is not one of the ledger that is there: approved claims are paid all the same.</summary>
public sealed class PaymentCheckpointTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    private string StateFolder => Path.Combine(Path.GetDirectoryName(Consortium.GatewayConfiguration(TestConsortium.Aurora))!, "state");

    private string Log => Path.Combine(Consortium.Home, "logs", $"gateway-{TestConsortium.Aurora}.log");

    [Theory]
    [InlineData("""{"blockNumber":4000000000,"transactionId":"0000000000000000000000000000000000000000000000000000000000000000"}""", "CHECKPOINT_AHEAD")]
    [InlineData("""{"blockNumber":2,"transactionId":"0000000000000000000000000000000000000000000000000000000000000000"}""", "CHECKPOINT_OF_ANOTHER_LEDGER")]
    [InlineData("""{"blockNumber":2,"transac""", "CHECKPOINT_UNREADABLE")]
    public async Task Gateway_StateOfAnotherNetwork_IsNamedAndApprovedClaimsArePaid(string checkpoint, string code)
    {
        var book = await new InsurerBook(Fixture).OpenAsync(InsurerBook.Dollars(50));
        var claim = await book.ReferredClaimAsync();
        try
        {
            await Signals.KillAsync(Consortium.Process($"gateway-{TestConsortium.Aurora}").Pid);
            await File.WriteAllTextAsync(Path.Combine(StateFolder, "payments.json"), checkpoint);
            await ApproveOnLedgerAsync(claim);
        }
        finally
        {
            await Consortium.UpAsync();
        }

        await PaidAsync(book, claim);
        (await File.ReadAllTextAsync(Log)).ShouldContain(code);
    }

    [Fact]
    public async Task Ledger_RestoredFromAnOlderCopy_ApprovedClaimsArePaid()
    {
        var book = await new InsurerBook(Fixture).OpenAsync(InsurerBook.Dollars(50));
        var claim = await book.ReferredClaimAsync();
        await DownAsync();
        var ledger = Path.Combine(Consortium.Home, "ledger");
        var copy = Path.Combine(Consortium.Home, "ledger-before");
        CopyFolder(ledger, copy);
        await Consortium.UpAsync();

        // The gateway's place goes on, beyond what the copy has.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => book.ReferredClaimAsync()));
        var reference = book.Claim(await book.BindAsync(), InsurerBook.Dollars(10));
        (await book.Claims.SubmitClaimAsync(reference)).Status.ShouldBe(ClaimStatus.Paid);
        await DownAsync();
        Directory.Delete(ledger, recursive: true);
        Directory.Move(copy, ledger);
        await Consortium.UpAsync();
        await Signals.KillAsync(Consortium.Process($"gateway-{TestConsortium.Aurora}").Pid);
        try
        {
            await ApproveOnLedgerAsync(claim);
        }
        finally
        {
            await Consortium.UpAsync();
        }

        await PaidAsync(book, claim);

        // The gateway that was killed may have said it first; its log was put aside when the next one began.
        var logs = Directory.GetFiles(Path.GetDirectoryName(Log)!, Path.GetFileName(Log) + "*").Select(File.ReadAllText);
        string.Concat(logs).ShouldContain("CHECKPOINT_");
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }

    private static Task PaidAsync(InsurerBook book, Claim claim) => Waiting.EventuallyAsync(
        async () => (await book.Claims.GetClaimAsync(new GetClaimRequest { ClaimId = claim.ClaimId })) is { Status: ClaimStatus.Paid, Payments.Count: 1 }
            ? true
            : throw new TimeoutException("The claim is not paid yet."),
        exception => exception is TimeoutException || Waiting.IsNobodyThere(exception));

    private async Task DownAsync() => (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);
}
