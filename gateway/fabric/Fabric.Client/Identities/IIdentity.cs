namespace Fabric.Client;

/// <summary>Who a client is on the network.</summary>
public interface IIdentity
{
    /// <summary>The MSP that vouches for the identity.</summary>
    string MspId { get; }

    /// <summary>The credentials as Fabric expects them: the certificate in PEM for X.509 MSPs.</summary>
    ReadOnlyMemory<byte> Credentials { get; }
}
