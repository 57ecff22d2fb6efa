using Grpc.Core;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>One of the organization's peers, and whether calls go to it.</summary>
/// <param name="name">Its address, for the log.</param>
/// <param name="invoker">Makes calls to it.</param>
internal sealed class OwnPeer(string name, CallInvoker invoker)
{
    private CancellationTokenSource trusted = new();
    private int asked;

    /// <summary>Its address.</summary>
    public string Name => name;

    /// <summary>Makes calls to it.</summary>
    public CallInvoker Invoker => invoker;

    /// <summary>Cancelled when it is found silent; what is under way there then moves on.</summary>
    public CancellationToken Trusted => Volatile.Read(ref trusted).Token;

    /// <summary>Calls go to others while it is.</summary>
    public bool IsSilent => Trusted.IsCancellationRequested;

    /// <summary>Lets go of what is under way.</summary>
    public void Distrust() => Volatile.Read(ref trusted).Cancel();

    /// <summary>Calls may come again.</summary>
    public void Trust() => Volatile.Write(ref trusted, new CancellationTokenSource());

    /// <summary>True for the first who wants to ask it how it is, until it is asked no more.</summary>
    public bool BeginsAsking() => Interlocked.CompareExchange(ref asked, 1, 0) == 0;

    /// <summary>It is asked no more.</summary>
    public void EndsAsking() => Volatile.Write(ref asked, 0);
}
