"""Asks Windows for its TCP connections and for the users of processes."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

if sys.platform == "win32":
    from ctypes import wintypes

    _AF_INET, _AF_INET6 = 2, 23  # <winsock2.h>
    _TCP_TABLE_OWNER_PID_ALL = 5  # <iprtrmib.h>
    _PROCESS_QUERY_LIMITED_INFORMATION = 0x1000  # <winnt.h>
    _TOKEN_QUERY = 0x0008  # <winnt.h>
    _TOKEN_USER = 1  # TokenUser, <winnt.h>
    _ERROR_INSUFFICIENT_BUFFER = 122  # <winerror.h>
    # A table can grow between the call that asks for its size and the call that reads it.
    _ATTEMPTS = 5
    _SPARE_BYTES = 64 * 1024
    _EMPTY_TABLE = bytes(4)

    class SystemCalls:
        """Implements `windows_peers.WindowsCalls` with the functions of Windows."""

        def __init__(self) -> None:
            self._iphlpapi = ctypes.WinDLL("iphlpapi")
            self._kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
            self._advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
            # Handles and pointers do not fit into an int, which ctypes takes for granted.
            self._kernel32.GetCurrentProcess.restype = wintypes.HANDLE
            self._kernel32.OpenProcess.restype = wintypes.HANDLE
            self._kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)
            self._kernel32.LocalFree.argtypes = (ctypes.c_void_p,)
            self._advapi32.OpenProcessToken.argtypes = (
                wintypes.HANDLE,
                wintypes.DWORD,
                ctypes.POINTER(wintypes.HANDLE),
            )
            self._advapi32.GetTokenInformation.argtypes = (
                wintypes.HANDLE,
                ctypes.c_int,
                ctypes.c_void_p,
                wintypes.DWORD,
                ctypes.POINTER(wintypes.DWORD),
            )
            self._advapi32.ConvertSidToStringSidW.argtypes = (
                ctypes.c_void_p,
                ctypes.POINTER(wintypes.LPWSTR),
            )

        def tcp_table(self, *, is_ipv4: bool) -> bytes:
            """See `WindowsCalls.tcp_table`."""
            family = _AF_INET if is_ipv4 else _AF_INET6
            size = wintypes.DWORD(0)
            buffer = None
            for _ in range(_ATTEMPTS):
                status = self._iphlpapi.GetExtendedTcpTable(
                    buffer, ctypes.byref(size), False, family, _TCP_TABLE_OWNER_PID_ALL, 0
                )
                if status == 0 and buffer is not None:
                    return buffer.raw
                if status != _ERROR_INSUFFICIENT_BUFFER:
                    raise OSError("Windows does not list its TCP connections")
                size.value += _SPARE_BYTES
                buffer = ctypes.create_string_buffer(size.value)
            # The table outgrows every buffer: a flood of connections must not let anybody in.
            return _EMPTY_TABLE

        def own_user(self) -> str:
            """See `WindowsCalls.own_user`."""
            # This handle stands for the process itself, and need not be closed.
            return self._user_of(self._kernel32.GetCurrentProcess())

        def user_of(self, process: int) -> str:
            """See `WindowsCalls.user_of`."""
            handle = self._kernel32.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, False, process)
            if not handle:
                raise ctypes.WinError(ctypes.get_last_error())
            with self._closing(handle):
                return self._user_of(handle)

        def _user_of(self, process: int) -> str:
            token = wintypes.HANDLE()
            if not self._advapi32.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
                raise ctypes.WinError(ctypes.get_last_error())
            with self._closing(token.value):
                return self._user_of_token(token)

        def _user_of_token(self, token: wintypes.HANDLE) -> str:
            get = self._advapi32.GetTokenInformation
            size = wintypes.DWORD(0)
            get(token, _TOKEN_USER, None, 0, ctypes.byref(size))
            buffer = ctypes.create_string_buffer(size.value)
            if not get(token, _TOKEN_USER, buffer, size, ctypes.byref(size)):
                raise ctypes.WinError(ctypes.get_last_error())
            # TOKEN_USER begins with a pointer to the security identifier, which is in the buffer.
            identifier = ctypes.c_void_p.from_buffer(buffer)
            text = wintypes.LPWSTR()
            if not self._advapi32.ConvertSidToStringSidW(identifier, ctypes.byref(text)):
                raise ctypes.WinError(ctypes.get_last_error())
            try:
                return text.value or ""
            finally:
                self._kernel32.LocalFree(text)

        @contextmanager
        def _closing(self, handle: int | None) -> Iterator[None]:
            try:
                yield
            finally:
                self._kernel32.CloseHandle(handle)

    @cache
    def system_calls() -> SystemCalls:
        """Return the one `SystemCalls` that this process needs."""
        return SystemCalls()
