using System.Runtime.Versioning;

// Each part has a consortium of six processes: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
