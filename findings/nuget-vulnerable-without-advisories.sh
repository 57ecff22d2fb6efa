#!/usr/bin/env bash
# `dotnet list package --vulnerable` (.NET SDK 10.0) says "no vulnerable packages" and exits with 0 when no source has
# advisories at all, also of a package with a published one (Newtonsoft.Json 12.0.1: GHSA-5crp-9r3c-p9vr, high). Nothing in the
# output or the exit code distinguishes "none is known" from "nobody was asked". A check has to ask about a known one first.
# Here: a folder as the only source, which never has advisories.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>true</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="[12.0.1]" /></ItemGroup>
</Project>
XML
dotnet restore probe.csproj --packages fetched --nologo -v quiet -p:NuGetAudit=false
mkdir folder
find fetched -name '*.nupkg' -exec cp {} folder/ \;
cat > nuget.config <<'XML'
<configuration><packageSources><clear /><add key="folder" value="folder" /></packageSources></configuration>
XML
rm -rf obj
dotnet restore probe.csproj --packages again --nologo -v quiet
printf 'SDK %s\n' "$(dotnet --version)"
dotnet list probe.csproj package --vulnerable | tee answer
echo "exit code ${PIPESTATUS[0]}"
grep -q 'has no vulnerable packages given the current sources' answer
