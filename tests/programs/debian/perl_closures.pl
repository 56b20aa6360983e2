sub counter { my $n = shift; sub { $n += shift } }
my ($one, $ten) = (counter(1), counter(10));
$one->(5);
print $one->(1), " ", $ten->(1), "\n";

package Thing;
sub new { bless {x => $_[1]} }
sub DESTROY { print "gone $_[0]{x}\n" }

package main;
Thing->new($_) for 1 .. 3;
eval { die {c => 5} };
print $@->{c}, "\n";
local $SIG{ALRM} = sub { die "late\n" };
eval { alarm 1; select undef, undef, undef, 3 };
print $@;
my $s = "";
$s .= chr(ord("a") + $_ % 26) x $_ for 1 .. 100;
print length $s, "\n";
exit 4;
