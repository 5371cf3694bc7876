import { expect, it } from 'vitest';
import { callsOut, writtenPaths } from './testing/watched-command.js';

// As strace prints them.
const LOCAL = [
  'connect(22<TCP:[13801]>, {sa_family=AF_INET, sin_port=htons(50991), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)',
  'connect(22<TCPv6:[138]>, {sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
  'connect(3<UNIX-STREAM:[12636]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
  'sendto(22<TCPv6:[[::ffff:127.0.0.1]:80->[::ffff:127.0.0.1]:5555]>, "x", 1, 0, NULL, 0) = 1',
  'sendto(9<NETLINK:[ROUTE:61]>, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20',
];
const OUT = [
  'connect(29<UDP:[14]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
  'connect(29<TCP:[14]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 EINPROGRESS (Operation now in progress)',
  'connect(29<TCPv6:[14]>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (Network is unreachable)',
  String.raw`sendto(29<UDP:[192.0.2.7:4000->192.0.2.53:53]>, "\254\6mobile\6events", 50, MSG_NOSIGNAL, NULL, 0) = 50`,
  'sendto(29<UDPv6:[[2001:db8::7]:4000->[2001:db8::1]:443]>, "x", 1, 0, NULL, 0) = 1',
  'sendmsg(29<UDP:[14]>, {msg_name={sa_family=AF_INET, sin_port=htons(123), sin_addr=inet_addr("192.0.2.1")}, msg_namelen=16}, 0) = 1',
  'connect(3<UNIX-STREAM:[12]>, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0',
];

it('finds the calls that leave the machine or look up a name', () => {
  expect(callsOut([...LOCAL, ...OUT])).toEqual(OUT);
});

it('finds the paths that were written', () => {
  const calls = [
    'openat(AT_FDCWD</w>, "a/read", O_RDONLY|O_CLOEXEC) = 3</w/a/read>',
    'openat(AT_FDCWD</w>, "a/new", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</w/a/new>',
    'openat(AT_FDCWD</w>, "/dev/null", O_RDWR) = 3</dev/null<char 1:3>>',
    'openat(AT_FDCWD</w>, "/denied", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)',
    'mkdir("/w/b", 0777) = 0',
    'mkdir("/w", 0777) = -1 EEXIST (File exists)',
    'renameat2(AT_FDCWD</w>, "/w/c.part", AT_FDCWD</w>, "/w/c", RENAME_NOREPLACE) = 0',
  ];
  expect(writtenPaths(calls)).toEqual(['/w/a/new', '/dev/null', '/w/b', '/w/c']);
});
