#!/usr/bin/env bash
# Grpc.AspNetCore.Server.Reflection 2.85.0: answers repeat nothing of the request, although reflection.proto has the fields valid_host
# and original_request in every answer: a client that sends several requests ahead cannot know by an answer which of them it is for.
# file_containing_symbol knows services, methods, messages and enumerations; the name of a message's field is NOT_FOUND.
# all_extension_numbers_of_type is UNIMPLEMENTED.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > reflect.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Grpc.AspNetCore.Server.Reflection" Version="2.85.0" />
    <PackageReference Include="Grpc.Net.Client" Version="2.85.0" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddGrpc();
builder.Services.AddGrpcReflection();
await using var app = builder.Build();
app.MapGrpcReflectionService();
await app.StartAsync();
using var channel = GrpcChannel.ForAddress(app.Urls.Single());
using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();

async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
{
    await call.RequestStream.WriteAsync(request);
    await call.ResponseStream.MoveNext();
    return call.ResponseStream.Current;
}

const string Message = "grpc.reflection.v1.ServerReflectionRequest";
var known = await AskAsync(new ServerReflectionRequest { Host = "h", FileContainingSymbol = Message });
var field = await AskAsync(new ServerReflectionRequest { Host = "h", FileContainingSymbol = Message + ".file_by_filename" });
var extensions = await AskAsync(new ServerReflectionRequest { Host = "h", AllExtensionNumbersOfType = Message });
Console.WriteLine($"a message: {known.MessageResponseCase}, valid_host '{known.ValidHost}', original_request {(known.OriginalRequest is null ? "absent" : "present")}");
Console.WriteLine($"its field: {field.MessageResponseCase} {(StatusCode)(field.ErrorResponse?.ErrorCode ?? 0)}");
Console.WriteLine($"its extensions: {extensions.MessageResponseCase} {(StatusCode)(extensions.ErrorResponse?.ErrorCode ?? 0)}");
CS
dotnet build -c Release -v quiet --nologo >build.log || { cat build.log; exit 1; }
dotnet bin/Release/net10.0/reflect.dll >seen
cat seen
grep -qx "a message: FileDescriptorResponse, valid_host '', original_request absent" seen
grep -qx 'its field: ErrorResponse NotFound' seen
grep -qx 'its extensions: ErrorResponse Unimplemented' seen
