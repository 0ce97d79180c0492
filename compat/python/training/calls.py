"""The rest of `ultralytics.hub`: the two calls that the hub answers with 501, then a reset. `calls.py MODEL_ID`"""

import sys

from report import KEY, operation, supported

from ultralytics import hub

model_id = sys.argv[1]


def told_501(call):
    try:
        call()
    except AssertionError as error:
        if "501 Not Implemented" not in str(error):
            raise
    else:
        raise AssertionError("no error")


hub.login(KEY)
for name, call in (("export/501", hub.export_model), ("get-export/501", hub.get_export)):
    if supported(name):
        with operation(name):
            told_501(lambda call=call: call(model_id, "onnx"))

# The client says on its screen alone how it went: the runner looks at the hub.
hub.reset_model(model_id)
