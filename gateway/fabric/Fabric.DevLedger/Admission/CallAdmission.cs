using Grpc.Core;

namespace Fabric.DevLedger.Admission;

/// <summary>What one call holds: memory for its message, and a place among the calls of unknown creators or of its organization.</summary>
internal sealed class CallAdmission : IDisposable
{
    private readonly CallGate _gate;
    private readonly ConnectionStanding _standing;
    private readonly long _bytes;
    private readonly ITimer? _patience;
    private ByteBudget? _budget;
    private OrganizationCounter.Place? _place;
    private bool _unknown;

    private CallAdmission(CallGate gate, ConnectionStanding standing, long bytes, ByteBudget budget, ITimer? patience)
    {
        _gate = gate;
        _standing = standing;
        _bytes = bytes;
        _budget = budget;
        _patience = patience;
        _unknown = patience is not null;
    }

    /// <summary>That the message could not be delivered in time: the call is cut off if its client does not read the status either.</summary>
    public bool IsStuck { get; set; }

    /// <summary>A call whose creator must be known soon, or it is cut off.</summary>
    public static CallAdmission OfUnknown(CallGate gate, ConnectionStanding standing, long bytes, ByteBudget budget, ITimer patience) =>
        new(gate, standing, bytes, budget, patience);

    /// <summary>A call on a connection whose client is known.</summary>
    public static CallAdmission OfKnown(CallGate gate, ConnectionStanding standing, long bytes, ByteBudget budget) =>
        new(gate, standing, bytes, budget, null);

    /// <summary>The admission of a call, or null where none is asked for.</summary>
    public static CallAdmission? Of(ServerCallContext context) => context.GetHttpContext().Features.Get<CallAdmission>();

    /// <summary>The signature of the call's creator, a member, was verified.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: its organization has too many calls.</exception>
    public void Verified(VerifiedIdentity creator)
    {
        if (_place is not null)
        {
            return;
        }

        _place = _gate.Calls.Enter(creator);
        _gate.Connections.Known(_standing, creator.MspId);
        if (!_unknown)
        {
            return;
        }

        ReturnBytes();
        LeaveUnknown();
        var own = _gate.BudgetOf(creator.MspId);
        if (!own.TryTakeBeyond(_bytes))
        {
            throw ServiceErrors.Status(StatusCode.ResourceExhausted, $"too many bytes of {creator.MspId} are being received; try again");
        }

        _budget = own;
    }

    public void Dispose()
    {
        ReturnBytes();
        LeaveUnknown();
        _place?.Dispose();
    }

    private void ReturnBytes()
    {
        _budget?.Return(_bytes);
        _budget = null;
    }

    private void LeaveUnknown()
    {
        if (_unknown)
        {
            _unknown = false;
            _patience!.Dispose();
            _standing.Leave();
            _gate.LeaveUnknown();
        }
    }
}
