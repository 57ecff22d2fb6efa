namespace Fabric.DevLedger.Tests.Support;

/// <summary>Tests that measure what is allocated, so that nothing else may run beside them.</summary>
[CollectionDefinition(nameof(MeasuringMemory), DisableParallelization = true)]
public sealed class MeasuringMemory;
