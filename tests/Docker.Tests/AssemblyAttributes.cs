using System.Runtime.Versioning;

// Each collection runs a consortium of fifteen containers: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
