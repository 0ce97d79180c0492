import sys

import trackio

trackio.show(host="127.0.0.1", server_port=int(sys.argv[1]), open_browser=False)
