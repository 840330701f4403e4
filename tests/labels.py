"""What buttons, titles, fields and statuses say: the labels that people and tests find things by.

The labels of the product's specification are written out here alone: they are the contract.
"""

# Windows, pages and panels.
WINDOW = "m3ter Desktop"
INTEGRATIONS = "Integrations"
STRIPE_INTEGRATIONS = "Stripe Integrations"
CREDENTIALS = "Credentials"
CREDENTIAL_DETAILS = "Credential details"
ACTIVITY = "Activity"
SETTINGS = "Settings"
NAVIGATION = "Navigation"
WIZARD = "Create credential"
DELETE_DIALOG = "Delete"
EXPORT_ACTIVITY = "Export activity"

# Systems.
STRIPE = "Stripe"
STRIPE_TEST = "Stripe (Test Mode)"

# The question before the program ends while an approval waits.
QUIT_DIALOG = "Quit m3ter Desktop"
QUIT = "Quit"
KEEP_OPEN = "Keep open"

# Integrations.
CONFIGURE_NEW_CREDENTIALS = "Configure new credentials"
OPEN_GUIDE = "Open guide"

# Workspaces.
WORKSPACE = "Workspace"
PRACTICE = "Practice"
SWITCH = "Switch…"
CONNECT_AN_ORGANIZATION = "Connect an organization…"
FORGET_THIS_ORGANIZATION = "Forget this organization…"
FORGET = "Forget"
CONNECT = "Connect"
CHOOSE_ANOTHER_FILE = "Choose another file…"
READ_AGAIN = "Read again"
LIVE_SECRET_KEY = "Secret key, live mode"
TEST_SECRET_KEY = "Secret key, test mode"
REPLACE = "Replace"

# The wizard: its stages, fields and buttons.
CONFIGURE_AND_CREATE = "Configure and create"
SELECT_A_SYSTEM_AND_NAME = "Select a system and name"
STRIPE_CONNECTION = "Stripe Connection"
STAGE_1_CURRENT = "Stage 1, current"
STAGE_1_COMPLETED = "Stage 1, completed"
STAGE_2_CURRENT = "Stage 2, current"
EXTERNAL_SYSTEM = "External system"
NAME = "Name"
NEXT = "Next"
BACK = "Back"
CANCEL = "Cancel"
GO_TO_STRIPE = "Go to Stripe"
OPEN_AGAIN = "Open again"
COPY_LINK = "Copy link"
TRY_AGAIN = "Try again"
START_AGAIN = "Start again"
STOP_WAITING = "Stop waiting"
UNLOCK_KEYCHAIN = "Unlock keychain"
CONNECT_ANYWAY = "Connect anyway"
STRIPES_ERROR = "What does Stripe's error mean?"
KEEP_FOR_SESSION = "Keep for this session only"
CREATE_CREDENTIAL = "Create credential"
COPY_DETAILS = "Copy details"

# What the wizard and the notices say first.
APPROVED = "Stripe approved access"
DENIED = "Access was denied at Stripe"
WAIT_STOPPED = "You stopped waiting"
DENIAL_REPORTED = "Stripe reported a denial"
CONFIRM_IN_M3TER = "Confirm in m3ter Desktop that you approved access"
DID_YOU_APPROVE = "Did you just approve access at Stripe?"
DID_YOU_APPROVE_STATUS = "Did you approve it?"
YES_I_APPROVED = "Yes, I approved it"
NO_DROP_IT = "No, drop it"
STOP_WAITING_QUESTION = "Stripe reported a denial. Stop waiting?"
MAY_HAVE_GRANTED_ACCESS = "Stripe may have granted access"
TIME_HAS_RUN_OUT = "The time for approval has run out"
TAB_LOST = "Your earlier browser tab can't be used any more"
CREDENTIAL_REMOVED = "The credential was removed"
KEYCHAIN_LOCKED = "Your keychain is locked"
KEYCHAIN_MISSING = "This computer has no keychain"
KEYCHAIN_FAILED = "The keychain did not respond correctly"
DETAILS_COPIED = "Details copied"
DISMISS = "Dismiss"

# The Credentials panel.
RESUME = "Resume"
CHECK_CONNECTION = "Check connection"
APPROVE_AGAIN = "Approve again"
REMOVE = "Remove"
REMOVE_CREDENTIAL = "Remove…"
COPY_ID = "Copy ID"
DELETE_CREDENTIAL = "Delete…"
DELETE = "Delete"
ACCOUNT_STATUS = "Account status"
ACTIVE = "Active"
PAYMENTS_PAUSED = "Payments paused"
PAYOUTS_PAUSED = "Payouts paused"
NEEDS_INFORMATION = "Needs information"
READY_TO_CREATE = "Ready to create"
DISCONNECTED = "Disconnected"
NEEDS_APPROVAL_AGAIN = "Needs approval again"
TO_BE_REVOKED = "Access still to be revoked"
IN_KEYCHAIN = "In this computer's keychain"

# The Activity page.
SEARCH_ACTIVITY = "Search activity"
WHAT_HAPPENED = "What happened"
EXPORT = "Export…"
APPROVAL_STARTED = "Approval started"
APPROVED_AT_STRIPE = "Approved at Stripe"
DENIED_AT_STRIPE = "Denied at Stripe"
CREATED = "Created"
DELETED = "Deleted"
ACCESS_REVOKED = "Access revoked"

# The page in the browser.
RETURN_TO_M3TER = "Return to m3ter"

# Stripe's own pages, as both stand-ins show them.
LOG_IN = "Log in"
APPROVE_ACCESS = "Approve access"
DENY_ACCESS = "Deny access"
