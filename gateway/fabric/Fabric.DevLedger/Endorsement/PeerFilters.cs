using System.Security.Cryptography.X509Certificates;

namespace Fabric.DevLedger.Endorsement;

/// <summary>What a Fabric 3.1 peer looks at before anything else, of its own organization's gateway too: ExpirationCheck and TimeWindowCheck.</summary>
/// <remarks>A 2.5 peer has the first alone, and only for those who call it over the network.</remarks>
internal sealed class PeerFilters(ChannelIdentities membership, TimeProvider time, TimeProvider clientTime)
{
    // Fabric's default peer.authentication.timewindow.
    private static readonly TimeSpan TimeWindow = TimeSpan.FromMinutes(15);

    /// <summary>Why the proposal is not let through to the endorser, or null.</summary>
    public string? Refusal(DecodedProposal proposal)
    {
        SignatureHeader signature;
        try
        {
            signature = MessageDecoder.Parse(SignatureHeader.Parser, proposal.Header.SignatureHeader);
        }
        catch (ProposalFormatException e)
        {
            return "failed parsing signature header: " + e.Message;
        }

        if (IsExpired(signature.Creator))
        {
            return ProposalChecker.Expired;
        }

        var sent = Moment(proposal.ChannelHeader.Timestamp);
        return sent is { } moment && (IsNear(moment, clientTime) || IsNear(moment, time))
            ? null
            : $"request unauthorized due to incorrect timestamp {Text(sent)}, peer time {Text(clientTime.GetUtcNow())}, peer.authentication.timewindow 15m0s";
    }

    private static DateTimeOffset? Moment(Timestamp? timestamp)
    {
        try
        {
            return (timestamp ?? new Timestamp()).ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            // No moment of any calendar.
            return null;
        }
    }

    private static bool IsNear(DateTimeOffset moment, TimeProvider clock) => (clock.GetUtcNow() - moment).Duration() <= TimeWindow;

    private static string Text(DateTimeOffset? moment) =>
        moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "out of range";

    /// <summary>By the certificate alone: whether it is a member's is asked later.</summary>
    private bool IsExpired(ByteString creator)
    {
        if (membership.Find(creator.Span, out _) is { } known)
        {
            return known.CheckValidity(time.GetUtcNow()) is { Reason: IdentityErrorReason.Expired };
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(SerializedIdentity.Parser.ParseForeign(creator).IdBytes.ToStringUtf8());
            return time.GetUtcNow() > certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
