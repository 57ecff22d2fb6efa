namespace Fabric.Client.Resilience;

/// <summary>One of the organization's peers, and whether calls go to it.</summary>
/// <param name="name">Its address, for the log.</param>
/// <param name="invoker">Makes calls to it.</param>
public sealed class OwnPeer(string name, CallInvoker invoker)
{
    private CancellationTokenSource _trusted = new();
    private int _asked;

    /// <summary>Its address.</summary>
    public string Name => name;

    /// <summary>Makes calls to it.</summary>
    public CallInvoker Invoker => invoker;

    /// <summary>Cancelled when it is found silent; what is under way there then moves on.</summary>
    internal CancellationToken Trusted => Volatile.Read(ref _trusted).Token;

    /// <summary>Calls go to others while it is.</summary>
    internal bool IsSilent => Trusted.IsCancellationRequested;

    /// <summary>Lets go of what is under way.</summary>
    internal void Distrust() => Volatile.Read(ref _trusted).Cancel();

    /// <summary>Calls may come again.</summary>
    internal void Trust() => Volatile.Write(ref _trusted, new CancellationTokenSource());

    /// <summary>True for the first who wants to ask it how it is, until it is asked no more.</summary>
    internal bool BeginsAsking() => Interlocked.CompareExchange(ref _asked, 1, 0) == 0;

    /// <summary>It is asked no more.</summary>
    internal void EndsAsking() => Volatile.Write(ref _asked, 0);
}
