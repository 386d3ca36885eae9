"""What calls of the standard library and of well-known packages touch: a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

Kind = Literal["read", "write", "open", "url", "host", "address", "run", "env", "system", "stat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that a call touches."""

    kind: Kind
    """``open`` is read or write by its mode; ``stat`` reads machine status about a path."""
    place: int
    """Which argument names it; -1 the object itself, -2 nothing: it is known."""
    name: str = ""
    """The argument's keyword."""
    extra: str = ""
    """``open``: the mode's place and name; ``host``: the port's, with its default."""


SUBJECT = -1
FIXED = -2

_TABLE = """
builtins.open              open:0:file:1/mode/r
codecs.open                open:0:filename:1/mode/r
os.open                    open:0:path:9/flags/w
os.fdopen                  -
gzip.open                  open:0:filename:1/mode/r
gzip.GzipFile              open:0:filename:1/mode/r
bz2.open                   open:0:filename:1/mode/r
bz2.BZ2File                open:0:filename:1/mode/r
lzma.open                  open:0:filename:1/mode/r
lzma.LZMAFile              open:0:filename:1/mode/r
zipfile.ZipFile            open:0:file:1/mode/r
zipfile.PyZipFile          open:0:file:1/mode/r
zipfile.is_zipfile         read:0:filename
zipfile.Path               read:0:root
zipfile.ZipFile().write    read:0:filename
zipfile.ZipFile().extract  write:1:path
zipfile.ZipFile().extractall write:0:path
tarfile.open               open:0:name:1/mode/r
tarfile.TarFile            open:0:name:1/mode/r
tarfile.TarFile.open       open:0:name:1/mode/r
tarfile.is_tarfile         read:0:name
tarfile.open().add         read:0:name
tarfile.open().gettarinfo  read:0:name
tarfile.open().extract     write:1:path
tarfile.open().extractall  write:0:path
wave.open                  open:0:f:1/mode/r
aifc.open                  open:0:f:1/mode/r
sunau.open                 open:0:f:1/mode/r
shelve.open                write:0:filename
dbm.open                   write:0:file
dbm.dumb.open              write:0:file
dbm.gnu.open               write:0:file
dbm.ndbm.open              write:0:file
sqlite3.connect            write:0:database
sqlite3.dbapi2.connect     write:0:database
sqlite3.connect().backup   -
configparser.ConfigParser().read read:0:filenames
configparser.RawConfigParser().read read:0:filenames
fileinput.input            read:0:files
fileinput.FileInput        read:0:files
linecache.getline          read:0:filename
linecache.getlines         read:0:filename
tokenize.open              read:0:filename
mimetypes.read_mime_types  read:0:filename
netrc.netrc                read:0:file
plistlib.readPlist         read:0:path
filecmp.cmp                read:0:f1 read:1:f2
filecmp.cmpfiles           read:0:a read:1:b
filecmp.dircmp             read:0:a read:1:b
glob.glob                  read:0:pathname read:9:root_dir
glob.iglob                 read:0:pathname read:9:root_dir
shutil.copy                read:0:src write:1:dst
shutil.copy2               read:0:src write:1:dst
shutil.copyfile            read:0:src write:1:dst
shutil.copymode            read:0:src write:1:dst
shutil.copystat            read:0:src write:1:dst
shutil.copytree            read:0:src write:1:dst
shutil.move                write:0:src write:1:dst
shutil.rmtree              write:0:path
shutil.chown               write:0:path
shutil.make_archive        write:0:base_name read:2:root_dir
shutil.unpack_archive      read:0:filename write:1:extract_dir
shutil.disk_usage          stat:0:path
os.listdir                 read:0:path
os.scandir                 read:0:path
os.walk                    read:0:top
os.fwalk                   read:0:top
os.stat                    read:0:path
os.lstat                   read:0:path
os.access                  read:0:path
os.readlink                read:0:path
os.getxattr                read:0:path
os.listxattr               read:0:path
os.chdir                   read:0:path
os.path.exists             read:0:path
os.path.lexists            read:0:path
os.path.isfile             read:0:path
os.path.isdir              read:0:path
os.path.islink             read:0:path
os.path.ismount            read:0:path
os.path.getsize            read:0:filename
os.path.getmtime           read:0:filename
os.path.getatime           read:0:filename
os.path.getctime           read:0:filename
os.path.samefile           read:0:f1 read:1:f2
os.remove                  write:0:path
os.unlink                  write:0:path
os.rmdir                   write:0:path
os.removedirs              write:0:name
os.mkdir                   write:0:path
os.makedirs                write:0:name
os.rename                  write:0:src write:1:dst
os.renames                 write:0:old write:1:new
os.replace                 write:0:src write:1:dst
os.link                    write:1:dst
os.symlink                 read:0:src write:1:dst
os.mkfifo                  write:0:path
os.mknod                   write:0:path
os.chmod                   write:0:path
os.lchmod                  write:0:path
os.chown                   write:0:path
os.lchown                  write:0:path
os.utime                   write:0:path
os.truncate                write:0:path
os.setxattr                write:0:path
os.removexattr             write:0:path
os.chroot                  write:0:path
tempfile.mkdtemp           write:2:dir
tempfile.mkstemp           write:2:dir
tempfile.NamedTemporaryFile write:6:dir
tempfile.TemporaryDirectory write:2:dir
tempfile.TemporaryFile     write:6:dir
pathlib.Path().open        open:-1::0/mode/r
pathlib.Path().read_text   read:-1
pathlib.Path().read_bytes  read:-1
pathlib.Path().iterdir     read:-1
pathlib.Path().glob        read:-1
pathlib.Path().rglob       read:-1
pathlib.Path().walk        read:-1
pathlib.Path().stat        read:-1
pathlib.Path().lstat       read:-1
pathlib.Path().exists      read:-1
pathlib.Path().is_file     read:-1
pathlib.Path().is_dir      read:-1
pathlib.Path().is_symlink  read:-1
pathlib.Path().is_mount    read:-1
pathlib.Path().readlink    read:-1
pathlib.Path().owner       read:-1
pathlib.Path().group       read:-1
pathlib.Path().samefile    read:-1 read:0:other_path
pathlib.Path().write_text  write:-1
pathlib.Path().write_bytes write:-1
pathlib.Path().touch       write:-1
pathlib.Path().mkdir       write:-1
pathlib.Path().rmdir       write:-1
pathlib.Path().unlink      write:-1
pathlib.Path().chmod       write:-1
pathlib.Path().lchmod      write:-1
pathlib.Path().rename      write:-1 write:0:target
pathlib.Path().replace     write:-1 write:0:target
pathlib.Path().symlink_to  write:-1 read:0:target
pathlib.Path().hardlink_to write:-1 read:0:target
pathlib.Path().link_to     write:-1
logging.FileHandler        write:0:filename
logging.basicConfig        write:9:filename
logging.handlers.RotatingFileHandler write:0:filename
logging.handlers.TimedRotatingFileHandler write:0:filename
logging.handlers.WatchedFileHandler write:0:filename
logging.handlers.SysLogHandler address:0:address
logging.handlers.SocketHandler host:0:host:1/port/0
logging.handlers.DatagramHandler host:0:host:1/port/0
logging.handlers.HTTPHandler host:0:host:9/port/80
logging.handlers.SMTPHandler host:0:mailhost:9/port/25
logging.config.fileConfig  read:0:fname
xml.etree.ElementTree.parse read:0:source
xml.etree.ElementTree.iterparse read:0:source
xml.etree.ElementTree.ElementTree read:1:file
xml.etree.ElementTree.ElementTree().write write:0:file_or_filename
xml.etree.ElementTree.parse().write write:0:file_or_filename
defusedxml.ElementTree.parse read:0:source
defusedxml.ElementTree.iterparse read:0:source
defusedxml.ElementTree.parse().write write:0:file_or_filename
xml.dom.minidom.parse      read:0:file
defusedxml.minidom.parse   read:0:file
xml.sax.parse              read:0:source
pypdf.PdfReader            read:0:stream
pypdf.PdfWriter            read:0:clone_from
pypdf.PdfWriter().append   read:0:fileobj
pypdf.PdfWriter().merge    read:1:fileobj
pypdf.PdfWriter().write    write:0:stream
pypdf.PdfMerger().append   read:0:fileobj
pypdf.PdfMerger().merge    read:1:fileobj
pypdf.PdfMerger().write    write:0:fileobj
PIL.Image.open             read:0:fp
PIL.Image.open().save      write:0:fp
PIL.Image.new().save       write:0:fp
PIL.Image.fromarray().save write:0:fp
PIL.ImageFont.truetype     read:0:font
openpyxl.load_workbook     read:0:filename
openpyxl.load_workbook().save write:0:filename
openpyxl.Workbook().save   write:0:filename
docx.Document              read:0:docx
docx.Document().save       write:0:path_or_stream
pandas.read_csv            read:0:filepath_or_buffer
pandas.read_excel          read:0:io
pandas.read_json           read:0:path_or_buf
pandas.read_parquet        read:0:path
pandas.DataFrame().to_csv  write:0:path_or_buf
pandas.DataFrame().to_excel write:0:excel_writer
pandas.DataFrame().to_json write:0:path_or_buf
pandas.read_csv().to_csv   write:0:path_or_buf
numpy.load                 read:0:file
numpy.loadtxt              read:0:fname
numpy.genfromtxt           read:0:fname
numpy.save                 write:0:file
numpy.savetxt              write:0:fname
matplotlib.pyplot.savefig  write:0:fname
socket.socket              address:-2
asyncio.get_event_loop().subprocess_exec run:1:program
asyncio.get_running_loop().subprocess_exec run:1:program
asyncio.new_event_loop().subprocess_exec run:1:program
asyncio.get_event_loop().subprocess_shell run:1:cmd
asyncio.get_running_loop().subprocess_shell run:1:cmd
asyncio.new_event_loop().subprocess_shell run:1:cmd
socket.create_connection   address:0:address
socket.create_server       address:0:address
socket.getaddrinfo         host:0:host:1/port/0
socket.gethostbyname       host:0:hostname:9/port/0
socket.gethostbyname_ex    host:0:hostname:9/port/0
socket.gethostbyaddr       host:0:ip_address:9/port/0
socket.getfqdn             host:0:name:9/port/0
socket.socket().connect    address:0:address
socket.socket().connect_ex address:0:address
socket.socket().bind       address:0:address
socket.socket().sendto     address:-3:address
socket.fromfd              address:0:fd
ssl.get_server_certificate address:0:addr
ssl.SSLSocket().connect    address:0:address
ssl.wrap_socket().connect  address:0:addr
ssl.create_default_context().wrap_socket().connect address:0:addr
http.client.HTTPConnection host:0:host:1/port/80
http.client.HTTPSConnection host:0:host:1/port/443
http.server.HTTPServer     address:0:server_address
http.server.ThreadingHTTPServer address:0:server_address
socketserver.TCPServer     address:0:server_address
socketserver.UDPServer     address:0:server_address
socketserver.ThreadingTCPServer address:0:server_address
wsgiref.simple_server.make_server host:0:host:1/port/0
xmlrpc.server.SimpleXMLRPCServer address:0:addr
urllib.request.urlopen     url:0:url
urllib.request.urlretrieve url:0:url write:1:filename
urllib.request.build_opener().open url:0:fullurl
urllib.request.OpenerDirector().open url:0:fullurl
urllib.request.URLopener().open url:0:fullurl
xmlrpc.client.ServerProxy  url:0:uri
smtplib.SMTP               host:0:host:1/port/25
smtplib.SMTP_SSL           host:0:host:1/port/465
smtplib.SMTP().connect     host:0:host:1/port/25
smtplib.LMTP               host:0:host:1/port/25
ftplib.FTP                 host:0:host:9/port/21
ftplib.FTP_TLS             host:0:host:9/port/21
ftplib.FTP().connect       host:0:host:1/port/21
imaplib.IMAP4              host:0:host:1/port/143
imaplib.IMAP4_SSL          host:0:host:1/port/993
poplib.POP3                host:0:host:1/port/110
poplib.POP3_SSL            host:0:host:1/port/995
nntplib.NNTP               host:0:host:1/port/119
telnetlib.Telnet           host:0:host:1/port/23
asyncio.open_connection    host:0:host:1/port/0
asyncio.start_server       host:1:host:2/port/0
asyncio.open_unix_connection read:0:path
asyncio.get_event_loop().create_connection host:1:host:2/port/0
asyncio.get_running_loop().create_connection host:1:host:2/port/0
asyncio.new_event_loop().create_connection host:1:host:2/port/0
requests.get               url:0:url
requests.post              url:0:url
requests.put               url:0:url
requests.patch             url:0:url
requests.delete            url:0:url
requests.head              url:0:url
requests.options           url:0:url
requests.request           url:1:url
requests.Session().get     url:0:url
requests.Session().post    url:0:url
requests.Session().put     url:0:url
requests.Session().delete  url:0:url
requests.Session().head    url:0:url
requests.Session().request url:1:url
requests.session().get     url:0:url
httpx.get                  url:0:url
httpx.post                 url:0:url
httpx.put                  url:0:url
httpx.delete               url:0:url
httpx.request              url:1:url
httpx.stream               url:1:url
httpx.Client().get         url:0:url
httpx.Client().post        url:0:url
httpx.AsyncClient().get    url:0:url
aiohttp.ClientSession().get url:0:url
aiohttp.ClientSession().post url:0:url
urllib3.PoolManager().request url:1:url
urllib3.request            url:1:url
websockets.connect         url:0:uri
paramiko.SSHClient().connect host:0:hostname:1/port/22
subprocess.run             run:0:args
subprocess.Popen           run:0:args
subprocess.call            run:0:args
subprocess.check_call      run:0:args
subprocess.check_output    run:0:args
subprocess.getoutput       run:0:cmd
subprocess.getstatusoutput run:0:cmd
asyncio.create_subprocess_exec run:0:program
asyncio.create_subprocess_shell run:0:cmd
asyncio.subprocess.create_subprocess_exec run:0:program
asyncio.subprocess.create_subprocess_shell run:0:cmd
os.system                  run:0:command
os.popen                   run:0:cmd
os.startfile               run:0:filepath
os.execl                   run:0:file
os.execle                  run:0:file
os.execlp                  run:0:file
os.execlpe                 run:0:file
os.execv                   run:0:path
os.execve                  run:0:path
os.execvp                  run:0:file
os.execvpe                 run:0:file
os.spawnl                  run:1:file
os.spawnle                 run:1:file
os.spawnlp                 run:1:file
os.spawnlpe                run:1:file
os.spawnv                  run:1:file
os.spawnve                 run:1:file
os.spawnvp                 run:1:file
os.spawnvpe                run:1:file
os.posix_spawn             run:0:path
os.posix_spawnp            run:0:path
pty.spawn                  run:0:argv
commands.getoutput         run:0:cmd
popen2.popen2              run:0:cmd
webbrowser.open            run:-2:xdg-open
webbrowser.open_new        run:-2:xdg-open
webbrowser.open_new_tab    run:-2:xdg-open
webbrowser.get             run:-2:xdg-open
sh.Command                 run:0:path
pexpect.spawn              run:0:command
pexpect.run                run:0:command
os.getenv                  env:0:key
os.getenvb                 env:0:key
os.putenv                  env:0:name
os.unsetenv                env:0:name
os.environ.get             env:0:key
os.environ.pop             env:0:key
os.environ.setdefault      env:0:key
os.environ.__getitem__     env:0
os.environ.__setitem__     env:0
os.environb.get            env:0:key
os.environb.__getitem__    env:0
os.path.expandvars         env:-2:*
pathlib.Path.home          env:-2:HOME
pathlib.Path().home        env:-2:HOME
getpass.getuser            env:-2:USER
getpass.getpass            -
os.getloadavg              system:-2
os.statvfs                 stat:0:path
os.uname                   system:-2
os.cpu_count               system:-2
os.process_cpu_count       system:-2
os.sched_getaffinity       system:-2
os.getlogin                system:-2
os.sysconf                 system:-2
os.times                   system:-2
multiprocessing.cpu_count  system:-2
platform.platform          system:-2
platform.node              system:-2
platform.uname             system:-2
platform.system            system:-2
platform.release           system:-2
platform.version           system:-2
platform.machine           system:-2
platform.processor         system:-2
platform.freedesktop_os_release system:-2
platform.libc_ver          system:-2
platform.mac_ver           system:-2
socket.gethostname         system:-2
socket.if_nameindex        system:-2
resource.getrusage         system:-2
pwd.getpwuid               system:-2
pwd.getpwnam               system:-2
pwd.getpwall               system:-2
grp.getgrgid               system:-2
grp.getgrall               system:-2
uuid.getnode               system:-2
uuid.uuid1                 system:-2
"""

PREFIXES: Mapping[str, Kind] = {"psutil.": "system"}
"""Packages every call of which touches the same thing."""


@cache
def table() -> Mapping[str, tuple[Effect, ...]]:
    """Effects by the full name of what is called."""
    found: dict[str, tuple[Effect, ...]] = {}
    for line in _TABLE.strip().splitlines():
        name, *entries = line.split()
        found[name] = tuple(_effect(entry) for entry in entries if entry != "-")
    return found


def _effect(entry: str) -> Effect:
    kind, place, *rest = entry.split(":")
    name = rest[0] if rest else ""
    extra = rest[1] if len(rest) > 1 else ""
    return Effect(kind=cast("Kind", kind), place=int(place), name=name, extra=extra)


def effects_of(name: str) -> tuple[Effect, ...]:
    """What a call of ``name`` touches."""
    known = table().get(name)
    if known is not None:
        return known
    for prefix, kind in PREFIXES.items():
        if name.startswith(prefix) and name[len(prefix)].islower() and "()" not in name:
            return (Effect(kind=kind, place=FIXED),)
    return ()
