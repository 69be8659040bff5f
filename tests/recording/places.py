"""Where the recorded model and the gateway before it listen; the cassettes hold these addresses."""

PORT = 8093
GATEWAY_PORT = 8094
SERVER = f"http://127.0.0.1:{PORT}"
GATEWAY = f"http://127.0.0.1:{GATEWAY_PORT}"
KEY = "sample-key-of-the-recorder"
MODEL = "qwen2.5-coder-1.5b-instruct"
GATEWAY_WAITS = 1.0  # seconds
