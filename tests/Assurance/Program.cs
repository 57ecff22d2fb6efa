using System.Runtime.InteropServices;
using Assurance;

Sizes sizes;
try
{
    sizes = Sizes.Parse(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

Console.WriteLine($"{DateTime.UtcNow:u}: {string.Join(", ", sizes.Parts)}; seed {sizes.Seed}; {Environment.ProcessorCount} cores");
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var tally = await AssuranceRun.RunAsync(sizes, stop.Token);
Console.WriteLine();
Console.Write(tally);
Console.WriteLine($"{DateTime.UtcNow:u}: {(tally.IsClean ? "all zero" : "NOT all zero")}");
return tally.IsClean ? 0 : 1;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
