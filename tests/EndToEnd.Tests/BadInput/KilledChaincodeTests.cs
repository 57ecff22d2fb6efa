using System.Diagnostics;
using EndToEnd.Tests.Running;
using Grpc.Core;
using Insurance.V1;

namespace EndToEnd.Tests.BadInput;

/// <summary>A chaincode process that dies.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class KilledChaincodeTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Chaincode_Killed_CallsFailAsUnavailableAtMostAndWorkAgain()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var devLedger = fixture.Consortium.DevLedger.Pid;
        var chaincode = ProcessTable.Family([devLedger]).Single(process => process.Pid != devLedger);
        using (var process = Process.GetProcessById(chaincode.Pid))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        // The gateway may bridge the restart by itself; what it may not do is fail in another way or lose the request.
        var request = book.Quote();
        Quote? quote = null;
        for (var attempt = 0; quote is null && attempt < 20; attempt++)
        {
            try
            {
                quote = await book.Quotes.RequestQuoteAsync(request);
            }
            catch (RpcException error)
            {
                error.StatusCode.ShouldBe(StatusCode.Unavailable, error.Status.Detail);
                Refusal.Code(error).ShouldBe("LEDGER_UNAVAILABLE");
            }
        }

        quote.ShouldNotBeNull().QuoteId.ShouldBe(request.QuoteId);
        ProcessTable.Family([devLedger]).Single(process => process.Pid != devLedger).Pid.ShouldNotBe(chaincode.Pid);
    }
}
