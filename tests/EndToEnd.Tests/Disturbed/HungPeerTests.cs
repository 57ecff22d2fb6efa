namespace EndToEnd.Tests.Disturbed;

/// <summary>A member's peer that stands still and keeps its connections.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class HungPeerTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    [FabricFact]
    [Trait("Report", "11")]
    public async Task Submit_AnotherMembersPeerHangs_IsEndorsedByAThird()
    {
        // Any two members that are no regulators endorse what is published; which of the others is asked first is chance.
        var products = new Products.ProductsClient(Consortium.Channel(TestConsortium.Aurora, "underwriter"));
        await Signals.PauseAsync(Consortium.Peer(TestConsortium.Meridian).Pid);
        try
        {
            var published = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
                products.PublishProductAsync(new InsurerBook(Fixture).NewProduct()).ResponseAsync));
            published.ShouldAllBe(product => product.Published.TransactionId.Length > 0);
        }
        finally
        {
            await Signals.ContinueAsync(Consortium.Peer(TestConsortium.Meridian).Pid);
        }
    }
}
