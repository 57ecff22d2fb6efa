#!/usr/bin/env bash
# .NET 10: X509EnhancedKeyUsageExtension.EnhancedKeyUsages decodes at the first reading, into the field that others read. Two threads
# that read an extension at once for the first time: one of them can see an empty list, without an exception. A server that asks
# "does this client certificate allow client authentication?" for the calls of one HTTP/2 connection, which share the certificate,
# refuses some of them now and then. A copy of the extension (its constructor takes one) is safe. KeyUsages was never seen wrong.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > race.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

const int Threads = 3, Each = 20_000;
var encoded = new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false).RawData;
var (extensions, empty) = (0, 0);
var end = DateTime.UtcNow.AddSeconds(30);
while (empty == 0 && DateTime.UtcNow < end)
{
    var some = Enumerable.Range(0, Each).Select(_ => new X509EnhancedKeyUsageExtension(new AsnEncodedData("2.5.29.37", encoded), false)).ToArray();
    extensions += Each;
    using var begin = new Barrier(Threads);
    var readers = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
    {
        begin.SignalAndWait();
        foreach (var extension in some)
        {
            if (extension.EnhancedKeyUsages.Count != 1) Interlocked.Increment(ref empty);
        }
    })).ToList();
    readers.ForEach(reader => reader.Start());
    readers.ForEach(reader => reader.Join());
}

Console.WriteLine($".NET {Environment.Version}: {extensions} extensions of one usage, read by {Threads} threads: {empty} readings found none");
return empty > 0 ? 0 : 1;
CS
dotnet run -c Release
