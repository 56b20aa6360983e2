sha512sum noise table > sums
sha512sum -c sums
echo x >> table
sha512sum -c sums
echo $?
