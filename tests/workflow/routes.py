"""Routes that Stripe leads a browser back by, as organizations register them."""

from desktop_app.core.return_route import loopback, return_page

PAGE = return_page("https://return.acme.example/stripe")
FIXED = loopback("http://localhost:8080/test")
OTHER_PORT = loopback("http://127.0.0.1:8081/test")
