namespace Fabric.Client.Tests.Fakes;

internal static class Methods
{
    public const string Evaluate = "/gateway.Gateway/Evaluate";
    public const string Endorse = "/gateway.Gateway/Endorse";
    public const string Submit = "/gateway.Gateway/Submit";
    public const string CommitStatus = "/gateway.Gateway/CommitStatus";
    public const string ChaincodeEvents = "/gateway.Gateway/ChaincodeEvents";
    public const string Deliver = "/protos.Deliver/Deliver";
    public const string DeliverFiltered = "/protos.Deliver/DeliverFiltered";
    public const string DeliverWithPrivateData = "/protos.Deliver/DeliverWithPrivateData";
}
