#!/usr/bin/env bash
# Pkcs11Interop 5.3.0 on Debian 12 (glibc 2.36): no PKCS#11 module can be loaded, with or without the packages for C compilers. It calls
# dlopen in "libdl", for which .NET looks as libdl.so; since glibc 2.34 dlopen is in libc, and neither libc6 nor libc6-dev has a file of
# that name: there are libdl.so.2, for programs linked before, and libdl.a. So LoadPkcs11Library throws DllNotFoundException for libdl,
# whatever module was named and although the module itself is sound: .NET's own NativeLibrary loads it. A resolver for the assembly that
# gives libdl.so.2 for "libdl" mends it.
set -euo pipefail
module=/usr/lib/softhsm/libsofthsm2.so
[ -e "$module" ] || apt-get install -y -qq softhsm2 >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$work" >softhsm2.conf
export SOFTHSM2_CONF=$work/softhsm2.conf
cat > load.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Pkcs11Interop" Version="5.3.0" /></ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

var factories = new Pkcs11InteropFactories();
NativeLibrary.Free(NativeLibrary.Load(args[0]));
Console.WriteLine("NativeLibrary: loaded");
var refused = "nothing";
try
{
    factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, args[0], AppType.MultiThreaded).Dispose();
}
catch (Exception error)
{
    for (var cause = error; cause is not null; cause = cause.InnerException) refused = $"{cause.GetType().Name}{(cause.Message.Contains("'libdl'") ? " for libdl" : "")}";
}

Console.WriteLine($"Pkcs11Interop: {refused}");
if (args.Length > 1)
{
    NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, (name, _, _) => name == "libdl" ? NativeLibrary.Load("libdl.so.2") : 0);
    using var library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, args[0], AppType.MultiThreaded);
    Console.WriteLine($"with a resolver: {library.GetInfo().LibraryDescription.Trim()}");
}
CS
dotnet build -c Release -v quiet --nologo >build.log || { cat build.log; exit 1; }
dotnet bin/Release/net10.0/load.dll "$module" >seen
dotnet bin/Release/net10.0/load.dll "$module" resolver >mended || true
ldd --version | sed -n 1p
cat seen
grep '^with' mended || cat mended
grep -qx 'Pkcs11Interop: DllNotFoundException for libdl' seen && grep -q '^with a resolver: ' mended
