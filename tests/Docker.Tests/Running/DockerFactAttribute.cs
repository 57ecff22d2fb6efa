namespace Docker.Tests.Running;

/// <summary>A test in containers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DockerFactAttribute : FactAttribute
{
    public DockerFactAttribute() => Skip = Engine.Missing;
}
