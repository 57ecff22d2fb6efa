using Fabric.Audit;

namespace Insurance.Demo;

/// <summary>All blocks, exported by the regulator and checked without any network; then the same with one bit changed.</summary>
internal sealed class AuditStory(Ledger.LedgerClient auditor)
{
    public async Task<Chapter> RunAsync(CancellationToken cancellationToken)
    {
        var export = await ExportAsync(cancellationToken);
        var report = Verify(export, cancellationToken);
        export[export.Length / 2] ^= 1;
        var tampered = Verify(export, cancellationToken);

        var chapter = new Chapter("Audit, without trusting anybody's server");
        chapter.Say(string.Create(CultureInfo.InvariantCulture, $"Exported {export.Length:N0} bytes as the regulator: {report.Blocks:N0} blocks, {report.Transactions.Values.Sum():N0} transactions."));
        chapter.Say(string.Create(CultureInfo.InvariantCulture, $"Checked offline: {(report.IsVerified ? "verified" : "NOT VERIFIED")}, {report.Signatures:N0} signatures hold. The same can be done anywhere: insure audit export, insure audit verify."));
        chapter.Say($"With one bit changed in the middle: {(tampered.IsVerified ? "verified, WHICH MUST NOT BE" : "not verified")}.");
        chapter.Note("verified", report.IsVerified ? "true" : "false");
        chapter.Note("tamperedVerified", tampered.IsVerified ? "true" : "false");
        return chapter;
    }

    private async Task<byte[]> ExportAsync(CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        using var call = auditor.ExportAudit(new ExportAuditRequest(), InsurerDesk.Within(cancellationToken));
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            memory.Write(chunk.Data.Span);
        }

        return memory.ToArray();
    }

    private static ExportReport Verify(byte[] export, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(export, writable: false);
        return new ExportVerifier(TrustRoots.OfTheExport, "insurance").Verify(input, null, cancellationToken);
    }
}
