using Fabric.Protos.Common;
using Fabric.Protos.Orderer;
using Google.Protobuf.WellKnownTypes;

namespace Fabric.Client;

/// <summary>The three kinds of block streams.</summary>
internal static class BlockEvents
{
    public static BlockEventsRequest<Block> Blocks(ClientConnection connection, Envelope envelope) =>
        new(connection, envelope, connection.Deliver.Deliver, r => r.Block);

    public static BlockEventsRequest<FilteredBlock> Filtered(ClientConnection connection, Envelope envelope) =>
        new(connection, envelope, connection.Deliver.DeliverFiltered, r => r.FilteredBlock);

    public static BlockEventsRequest<BlockAndPrivateData> WithPrivateData(ClientConnection connection, Envelope envelope) =>
        new(connection, envelope, connection.Deliver.DeliverWithPrivateData, r => r.BlockAndPrivateData);

    /// <summary>The unsigned request for all blocks from a position on.</summary>
    public static Envelope Seek(ClientConnection connection, string channelName, EventOptions options)
    {
        var channelHeader = new ChannelHeader
        {
            Type = (int)HeaderType.DeliverSeekInfo,
            ChannelId = channelName,
            Timestamp = Timestamp.FromDateTimeOffset(connection.Now),
            TlsCertHash = ByteString.CopyFrom(connection.TlsClientCertificateHash.Span),
        };
        var seek = new SeekInfo
        {
            Start = StartPosition.Of(options),
            Stop = StartPosition.At(ulong.MaxValue),
            Behavior = SeekInfo.Types.SeekBehavior.BlockUntilReady,
        };
        var payload = new Payload
        {
            Header = new Header
            {
                ChannelHeader = channelHeader.ToByteString(),
                SignatureHeader = new SignatureHeader { Creator = connection.Creator }.ToByteString(),
            },
            Data = seek.ToByteString(),
        };
        return new Envelope { Payload = payload.ToByteString() };
    }
}
