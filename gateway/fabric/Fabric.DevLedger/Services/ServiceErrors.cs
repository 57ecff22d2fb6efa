using Grpc.Core;
using Metadata = Grpc.Core.Metadata;
using Status = Grpc.Core.Status;

namespace Fabric.DevLedger.Services;

/// <summary>Builds the errors of a Fabric gateway.</summary>
internal static class ServiceErrors
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    public static RpcException Status(StatusCode code, string message) => new(new Status(code, message));

    public static ErrorDetail Detail(OrganizationPeer peer, string message) =>
        new() { Address = peer.Address, MspId = peer.MspId, Message = message };

    public static RpcException WithDetails(StatusCode code, string message, IEnumerable<ErrorDetail> details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        foreach (var detail in details)
        {
            status.Details.Add(Any.Pack(detail));
        }

        return new RpcException(new Status(code, message), new Metadata { { DetailsTrailer, status.ToByteArray() } });
    }
}
