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
        builder.ComplexProperty(user => user.Consent, consent =>
        {
            consent.Property(given => given.TermsVersion).HasMaxLength(20).HasColumnName("terms_version");
            consent.Property(given => given.AcceptedAt).HasColumnName("terms_accepted_at");
        });
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
