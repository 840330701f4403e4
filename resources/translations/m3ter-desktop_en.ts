<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Plural</name>
    <message numerus="yes">
        <source>m3ter’s access at Stripe will be revoked for the whole account: {names} will lose access as well.</source>
        <translation>
            <numerusform>m3ter’s access at Stripe will be revoked for the whole account: {names} will lose access as well.</numerusform>
            <numerusform>m3ter’s access at Stripe will be revoked for the whole account: {names} will lose access as well.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>m3ter keeps its access to the account at Stripe. Revoking it cuts off the whole account: {names} would lose access as well.</source>
        <translation>
            <numerusform>m3ter keeps its access to the account at Stripe. Revoking it cuts off the whole account: {names} would lose access as well.</numerusform>
            <numerusform>m3ter keeps its access to the account at Stripe. Revoking it cuts off the whole account: {names} would lose access as well.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Redirect URIs</source>
        <translation>
            <numerusform>Redirect URI</numerusform>
            <numerusform>Redirect URIs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n things are missing, and some are overdue.</source>
        <translation>
            <numerusform>%n thing is missing, and it is overdue.</numerusform>
            <numerusform>%n things are missing, and some are overdue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n things are missing.</source>
        <translation>
            <numerusform>%n thing is missing.</numerusform>
            <numerusform>%n things are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <comment>details that Stripe needs</comment>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} are disconnected</source>
        <translation>
            <numerusform>{names} is disconnected</numerusform>
            <numerusform>{names} are disconnected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n credentials were checked.</source>
        <translation>
            <numerusform>%n credential was checked.</numerusform>
            <numerusform>%n credentials were checked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} have got worse.</source>
        <translation>
            <numerusform>{names} has got worse.</numerusform>
            <numerusform>{names} have got worse.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} could not be checked</source>
        <translation>
            <numerusform>{names} could not be checked</numerusform>
            <numerusform>{names} could not be checked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n active</source>
        <translation>
            <numerusform>%n active</numerusform>
            <numerusform>%n active</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with unknown details</source>
        <translation>
            <numerusform>%n with unknown details</numerusform>
            <numerusform>%n with unknown details</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incomplete</source>
        <translation>
            <numerusform>%n incomplete</numerusform>
            <numerusform>%n incomplete</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n approving again</source>
        <translation>
            <numerusform>%n approving again</numerusform>
            <numerusform>%n approving again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ready to create</source>
        <translation>
            <numerusform>%n ready to create</numerusform>
            <numerusform>%n ready to create</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ready to reconnect</source>
        <translation>
            <numerusform>%n ready to reconnect</numerusform>
            <numerusform>%n ready to reconnect</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n revoking</source>
        <translation>
            <numerusform>%n revoking</numerusform>
            <numerusform>%n revoking</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need attention</source>
        <translation>
            <numerusform>%n needs attention</numerusform>
            <numerusform>%n need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n credentials are selected</source>
        <translation>
            <numerusform>%n credential is selected</numerusform>
            <numerusform>%n credentials are selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n credentials were deleted.</source>
        <translation>
            <numerusform>%n credential was deleted.</numerusform>
            <numerusform>%n credentials were deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} were not deleted</source>
        <translation>
            <numerusform>{names} was not deleted</numerusform>
            <numerusform>{names} were not deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n characters at the most.</source>
        <translation>
            <numerusform>Use %n character at the most.</numerusform>
            <numerusform>Use %n characters at the most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This profile can’t be used: it has %n problems</source>
        <translation>
            <numerusform>This profile can’t be used: it has a problem</numerusform>
            <numerusform>This profile can’t be used: it has %n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its profile and keys will be replaced.</source>
        <translation>
            <numerusform>Its profile and key will be replaced.</numerusform>
            <numerusform>Its profile and keys will be replaced.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its profile and tokens will be replaced.</source>
        <translation>
            <numerusform>Its profile and token will be replaced.</numerusform>
            <numerusform>Its profile and tokens will be replaced.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>I &amp;know these hosts, and they may receive what is described here</source>
        <translation>
            <numerusform>I &amp;know this host, and it may receive what is described here</numerusform>
            <numerusform>I &amp;know these hosts, and they may receive what is described here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>m3ter keeps its access to %n accounts at Stripe: {accounts}. To end it, delete the credentials first and revoke access with them.</source>
        <translation>
            <numerusform>m3ter keeps its access to {accounts} at Stripe. To end it, delete the credential first and revoke access with it.</numerusform>
            <numerusform>m3ter keeps its access to %n accounts at Stripe: {accounts}. To end it, delete the credentials first and revoke access with them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <comment>accounts</comment>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>m3ter keeps its access to that account, since {names} use it.</source>
        <translation>
            <numerusform>m3ter keeps its access to that account, since {names} uses it.</numerusform>
            <numerusform>m3ter keeps its access to that account, since {names} use it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stripe sends the browser back to one of the ports {ports} of this computer, and other programs use all of them. End one of those programs.</source>
        <translation>
            <numerusform>Stripe sends the browser back to port {ports} of this computer, and another program uses it. End that program.</numerusform>
            <numerusform>Stripe sends the browser back to one of the ports {ports} of this computer, and other programs use all of them. End one of those programs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} were removed: not approved in time</source>
        <translation>
            <numerusform>{names} was removed: not approved in time</numerusform>
            <numerusform>{names} were removed: not approved in time</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} lost access when “{gone}” was deleted</source>
        <translation>
            <numerusform>{names} lost access when “{gone}” was deleted</numerusform>
            <numerusform>{names} lost access when “{gone}” was deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} lost access when “{gone}” was removed</source>
        <translation>
            <numerusform>{names} lost access when “{gone}” was removed</numerusform>
            <numerusform>{names} lost access when “{gone}” was removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It is longer than a profile may be, which is {kilobytes} KiB and %n lines; check that it is the right file.</source>
        <translation>
            <numerusform>It is longer than a profile may be, which is {kilobytes} KiB and %n line; check that it is the right file.</numerusform>
            <numerusform>It is longer than a profile may be, which is {kilobytes} KiB and %n lines; check that it is the right file.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{value}” cannot be the name; write 1 to %n characters on one line, none of them invisible.</source>
        <translation>
            <numerusform>“{value}” cannot be the name; write %n character on one line, which is not invisible.</numerusform>
            <numerusform>“{value}” cannot be the name; write 1 to %n characters on one line, none of them invisible.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This lists none, or more than %n; write 1 to %n.</source>
        <comment>redirect URIs</comment>
        <translation>
            <numerusform>This lists none, or more than %n; write %n.</numerusform>
            <numerusform>This lists none, or more than %n; write 1 to %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{value}” cannot be filled in at Stripe; write 1 to %n characters on one line, none of them invisible.</source>
        <translation>
            <numerusform>“{value}” cannot be filled in at Stripe; write %n character on one line, which is not invisible.</numerusform>
            <numerusform>“{value}” cannot be filled in at Stripe; write 1 to %n characters on one line, none of them invisible.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seconds</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Enter the tokens</source>
        <translation>
            <numerusform>Enter the token</numerusform>
            <numerusform>Enter the tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Enter the keys</source>
        <translation>
            <numerusform>Enter the key</numerusform>
            <numerusform>Enter the keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Quit while %n approvals are waiting?</source>
        <translation>
            <numerusform>Quit while an approval is waiting?</numerusform>
            <numerusform>Quit while %n approvals are waiting?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n credentials?</source>
        <translation>
            <numerusform>Delete %n credential?</numerusform>
            <numerusform>Delete %n credentials?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} will be deleted from the list, and their secrets from this computer. This can’t be undone.</source>
        <translation>
            <numerusform>{names} will be deleted from the list, and its secret from this computer. This can’t be undone.</numerusform>
            <numerusform>{names} will be deleted from the list, and their secrets from this computer. This can’t be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The approvals in progress for {names} will be cancelled.</source>
        <translation>
            <numerusform>The approval in progress for {names} will be cancelled.</numerusform>
            <numerusform>The approvals in progress for {names} will be cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleting them does not revoke m3ter’s access to {accounts}.</source>
        <translation>
            <numerusform>Deleting it does not revoke m3ter’s access to {accounts}.</numerusform>
            <numerusform>Deleting them does not revoke m3ter’s access to {accounts}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>To revoke it as well, choose “Cancel”, then delete one of them for each account by itself, and tick “Also revoke m3ter’s access at Stripe”.</source>
        <translation>
            <numerusform>To revoke it as well, choose “Cancel”, then delete one of them by itself, and tick “Also revoke m3ter’s access at Stripe”.</numerusform>
            <numerusform>To revoke it as well, choose “Cancel”, then delete one of them for each account by itself, and tick “Also revoke m3ter’s access at Stripe”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>m3ter may already have access to the accounts that were chosen for {names}, and deleting will not revoke it. Check at Stripe first: if m3ter has access to an account that no other credential here uses, revoke it there.</source>
        <translation>
            <numerusform>m3ter may already have access to the account that was chosen for {names}, and deleting will not revoke it. Check at Stripe first: if m3ter has access and no other credential here uses that account, revoke it there.</numerusform>
            <numerusform>m3ter may already have access to the accounts that were chosen for {names}, and deleting will not revoke it. Check at Stripe first: if m3ter has access to an account that no other credential here uses, revoke it there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} use the same access as {others}, so nothing more has to be revoked for them.</source>
        <translation>
            <numerusform>{names} uses the same access as {others}, so nothing more has to be revoked for it.</numerusform>
            <numerusform>{names} use the same access as {others}, so nothing more has to be revoked for them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} will stay: their approvals are being completed. Delete them once that is done.</source>
        <translation>
            <numerusform>{names} will stay: its approval is being completed. Delete it once that is done.</numerusform>
            <numerusform>{names} will stay: their approvals are being completed. Delete them once that is done.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} were deleted earlier, and stay in the list until m3ter’s access to {accounts} is revoked, which is under way.</source>
        <translation>
            <numerusform>{names} was deleted earlier, and stays in the list until m3ter’s access to {accounts} is revoked, which is under way.</numerusform>
            <numerusform>{names} were deleted earlier, and stay in the list until m3ter’s access to {accounts} is revoked, which is under way.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} were deleted earlier, and stay in the list until m3ter’s access to {accounts} is revoked.</source>
        <translation>
            <numerusform>{names} was deleted earlier, and stays in the list until m3ter’s access to {accounts} is revoked.</numerusform>
            <numerusform>{names} were deleted earlier, and stay in the list until m3ter’s access to {accounts} is revoked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} will stay: it is not known whether m3ter’s access was revoked. Delete each of them by itself.</source>
        <translation>
            <numerusform>{names} will stay: it is not known whether m3ter’s access was revoked. Delete it by itself.</numerusform>
            <numerusform>{names} will stay: it is not known whether m3ter’s access was revoked. Delete each of them by itself.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n IDs were copied.</source>
        <translation>
            <numerusform>%n ID was copied.</numerusform>
            <numerusform>%n IDs were copied.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{organizations} can’t be opened</source>
        <translation>
            <numerusform>{organizations} can’t be opened</numerusform>
            <numerusform>{organizations} can’t be opened</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n notices</source>
        <translation>
            <numerusform>%n notice</numerusform>
            <numerusform>%n notices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} (test mode) will stay connected.</source>
        <translation>
            <numerusform>{names} (test mode) will stay connected.</numerusform>
            <numerusform>{names} (test mode) will stay connected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} (live) will stay connected.</source>
        <translation>
            <numerusform>{names} (live) will stay connected.</numerusform>
            <numerusform>{names} (live) will stay connected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stripe rejects this profile’s client IDs</source>
        <translation>
            <numerusform>Stripe rejects this profile’s client ID</numerusform>
            <numerusform>Stripe rejects this profile’s client IDs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stripe rejects this profile’s redirect URIs</source>
        <translation>
            <numerusform>Stripe rejects this profile’s redirect URI</numerusform>
            <numerusform>Stripe rejects this profile’s redirect URIs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reading from m3ter… %n rows so far</source>
        <translation>
            <numerusform>Reading from m3ter… %n row so far</numerusform>
            <numerusform>Reading from m3ter… %n rows so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>m3ter sent %n rows that this program can’t read</source>
        <translation>
            <numerusform>m3ter sent %n row that this program can’t read</numerusform>
            <numerusform>m3ter sent %n rows that this program can’t read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>m3ter sent %n runs that this program can’t read.</source>
        <translation>
            <numerusform>m3ter sent %n run that this program can’t read.</numerusform>
            <numerusform>m3ter sent %n runs that this program can’t read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n configurations</source>
        <translation>
            <numerusform>%n configuration</numerusform>
            <numerusform>%n configurations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled</source>
        <comment>configurations</comment>
        <translation>
            <numerusform>%n disabled</numerusform>
            <numerusform>%n disabled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not authorized</source>
        <comment>configurations</comment>
        <translation>
            <numerusform>%n not authorized</numerusform>
            <numerusform>%n not authorized</numerusform>
        </translation>
    </message>
</context>
</TS>
