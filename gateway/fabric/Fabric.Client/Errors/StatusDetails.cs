namespace Fabric.Client;

/// <summary>Reads the details that the gateway attaches to a failed call.</summary>
internal static class StatusDetails
{
    private const string Trailer = "grpc-status-details-bin";

    public static IReadOnlyList<ErrorDetail> Read(RpcException exception)
    {
        var details = new List<ErrorDetail>();
        foreach (var entry in exception.Trailers.Where(t => t.IsBinary && t.Key == Trailer))
        {
            try
            {
                details.AddRange(Google.Rpc.Status.Parser.ParseForeign(entry.ValueBytes).Details
                    .Where(d => d.Is(Protos.Gateway.ErrorDetail.Descriptor))
                    .Select(d => Protos.Gateway.ErrorDetail.Parser.ParseForeign(d.Value))
                    .Select(d => new ErrorDetail(d.Address, d.MspId, d.Message)));
            }
            catch (InvalidProtocolBufferException)
            {
                // A failure must not hide behind a failure to describe it.
            }
        }

        return details;
    }
}
