namespace EndToEnd.Tests;

/// <summary>What time has made due is listed, and a holder is reminded of a renewal once.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class DueTests(ConsortiumFixture fixture)
{
    private const uint DaysBefore = 10;

    [Fact]
    public async Task RenewalReminder_OfAPolicyThatEndsSoon_IsDueUntilItIsRecorded()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var request = book.Quote();
        var now = DateTimeOffset.UtcNow;
        request.Cover = new Period { Start = Timestamp.FromDateTimeOffset(now.AddDays(-30)), End = Timestamp.FromDateTimeOffset(now.AddDays(5)) };
        var quote = await book.Quotes.RequestQuoteAsync(request);
        var policy = await book.Policies.BindPolicyAsync(new BindPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = fixture.NewId("p"), QuoteId = quote.QuoteId });
        await new Policies.PoliciesClient(book.As("finance")).RecordPremiumPaymentAsync(book.Premium(policy, policy.Premium.Gross));
        var later = await book.BindAsync();

        var due = await DueAsync();

        due.Single(item => item.PolicyId == policy.PolicyId).Since.ShouldBe(Timestamp.FromDateTimeOffset(now.AddDays(5) - TimeSpan.FromDays(DaysBefore)));
        var remind = new RemindOfRenewalRequest { RequestId = fixture.NewId("r"), PolicyId = policy.PolicyId };
        var reminded = await book.Policies.RemindOfRenewalAsync(remind);
        (reminded.Status, reminded.RenewalReminded.MspId).ShouldBe((PolicyStatus.InForce, TestConsortium.Aurora));
        (await book.Policies.RemindOfRenewalAsync(remind)).ShouldBe(reminded, "the request was repeated");
        remind.RequestId = fixture.NewId("r");
        await book.Policies.RemindOfRenewalAsync(remind).ShouldBeRefusedAsync(StatusCode.AlreadyExists, "ALREADY_REMINDED");
        (await DueAsync()).ShouldNotContain(item => item.PolicyId == policy.PolicyId);
        (await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = later.PolicyId })).RenewalReminded.ShouldBeNull();
        var broker = new Policies.PoliciesClient(fixture.Consortium.Channel(TestConsortium.Aurora, TestConsortium.Broker));
        await broker.ListDuePoliciesAsync(new ListDuePoliciesRequest { Due = Due.Lapse }).ShouldBeRefusedAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");
    }

    private async Task<IReadOnlyList<DuePolicy>> DueAsync()
    {
        var client = new Policies.PoliciesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "auditor"));
        var (all, request) = (new List<DuePolicy>(), new ListDuePoliciesRequest { Due = Due.RenewalReminder, DaysBefore = DaysBefore, PageSize = 50 });
        do
        {
            var page = await client.ListDuePoliciesAsync(request);
            page.Looked.ShouldBeLessThanOrEqualTo(50u);
            all.AddRange(page.Policies);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }
}
