using AkashChat.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class TeamConfiguration : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> builder)
    {
        builder.ToTable("teams");
        builder.HasKey(team => team.Id);
        builder.Property(team => team.Id).HasMaxLength(Team.IdMaxLength);
        builder.Property(team => team.Tier);
        builder.Property(team => team.CreatedAt);
    }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(user => user.Id);
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.Property(user => user.TeamId).HasMaxLength(Team.IdMaxLength);
        builder.Property(user => user.Tier);
        builder.Property(user => user.Purpose).HasMaxLength(User.PurposeMaxLength);
        builder.Property(user => user.CreatedAt);
        builder.HasOne<Team>().WithMany().HasForeignKey(user => user.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(user => user.Issuer).HasMaxLength(ExternalIdentity.MaxLength);
        builder.Property(user => user.Subject).HasMaxLength(ExternalIdentity.MaxLength);
        builder.Property(user => user.Email).HasMaxLength(ExternalIdentity.MaxLength);
        builder.Property(user => user.EmailVerified);
        builder.Property(user => user.RecoveryHash).HasMaxLength(64);
        builder.Property(user => user.Revision).IsConcurrencyToken();
        builder.HasIndex(user => new { user.Issuer, user.Subject }).IsUnique();
        builder.HasIndex(user => user.RecoveryHash).IsUnique();
    }
}

internal sealed class ConsentConfiguration : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(consent => new { consent.UserId, consent.Kind, consent.Number });
        builder.Property(consent => consent.Number).ValueGeneratedNever();
        builder.Property(consent => consent.Version).HasMaxLength(Consent.VersionMaxLength);
        builder.Property(consent => consent.TextReference).HasMaxLength(Consent.TextReferenceMaxLength);
        builder.Property(consent => consent.Given);
        builder.Property(consent => consent.At);
        builder.HasOne<User>().WithMany().HasForeignKey(consent => consent.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        // No foreign keys: the trail outlives what it is about.
        builder.ToTable("audit_entries");
        builder.HasKey(entry => entry.Id);
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.KeyId).HasMaxLength(10);
        builder.Property(entry => entry.Action).HasMaxLength(AuditEntry.ActionMaxLength);
        builder.Property(entry => entry.Detail).HasMaxLength(AuditEntry.DetailMaxLength);
        builder.Property(entry => entry.Network).HasMaxLength(50);
        builder.HasIndex(entry => new { entry.UserId, entry.At });
        builder.HasIndex(entry => entry.At);
    }
}

internal sealed class ActTallyConfiguration : IEntityTypeConfiguration<ActTally>
{
    public void Configure(EntityTypeBuilder<ActTally> builder)
    {
        builder.ToTable("act_tallies");
        builder.HasKey(tally => new { tally.Day, tally.Act, tally.Scope, tally.Subject });
        builder.Property(tally => tally.Subject).HasMaxLength(50);
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(session => session.TokenHash);
        builder.Property(session => session.TokenHash).HasMaxLength(64);
        builder.Property(session => session.UserId);
        builder.Property(session => session.CreatedAt);
        builder.Property(session => session.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(session => session.ExpiresAt);
    }
}
