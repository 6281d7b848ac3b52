"""Bank identification numbers, as the list of VietQR's members gives them (https://api.vietqr.io/v2/banks)."""

BIN_OF_BANK = {
    "vietcombank": "970436",
    "vietinbank": "970415",
    "agribank": "970405",
    "bidv": "970418",
}
