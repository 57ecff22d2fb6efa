using Google.Rpc;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace Fabric.Client.Tests;

/// <summary>A project that uses this library beside gRPC's official packages names each of their types without saying which is meant.</summary>
public sealed class OfficialTypesTests
{
    [Fact]
    public void Names_OfTheOfficialPackages_AreUnambiguous()
    {
        var status = new Google.Rpc.Status { Code = (int)Code.Aborted, Message = "no" };
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new ErrorInfo { Reason = "R" }));

        status.ToRpcException().GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason.ShouldBe("R");
        new HealthCheckRequest { Service = "s" }.Service.ShouldBe("s");
        new ServerReflectionRequest { ListServices = "*" }.ListServices.ShouldBe("*");
    }

    [Fact]
    public void Libraries_ExportNothingOfOthers()
    {
        Type[] ofEach = [typeof(FabricGateway), typeof(MspDefinition), typeof(Fabric.Protos.ForeignBytes)];

        ofEach.SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.Namespace is { } name && !name.StartsWith("Fabric.", StringComparison.Ordinal))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }
}
